import { signal } from "@preact/signals";
import { forget, remember, remembered } from "./remembered.ts";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const KEY = "theme";
const dark = matchMedia("(prefers-color-scheme: dark)");

export const theme = signal<Theme>(isTheme(remembered(KEY)));
/** What is really shown: charts are drawn with colours of their own. */
export const isDark = signal(false);

export function applyTheme(): void {
  const { dataset } = document.documentElement;
  if (theme.value === "system") delete dataset["theme"];
  else dataset["theme"] = theme.value;
  isDark.value = theme.value === "system" ? dark.matches : theme.value === "dark";
}

dark.addEventListener("change", applyTheme);

export function chooseTheme(next: Theme): void {
  theme.value = next;
  if (next === "system") forget(KEY);
  else remember(KEY, next);
  applyTheme();
}

function isTheme(text: string | null): Theme {
  return THEMES.find((known) => known === text) ?? "system";
}
