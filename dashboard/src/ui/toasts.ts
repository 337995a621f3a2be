import { signal } from "@preact/signals";

export type Toast = {
  readonly id: number;
  readonly tone: "good" | "bad" | "neutral";
  readonly text: string;
  readonly action?: { readonly label: string; readonly onSelect: () => unknown };
};

export const toasts = signal<readonly Toast[]>([]);

const MOST = 4;
/** Time to read it; what failed stays until it is dismissed. */
const SHOWN_MS = 6000;
let last = 0;

function show(tone: Toast["tone"], text: string, more: Pick<Toast, "action"> = {}): void {
  last += 1;
  const id = last;
  toasts.value = [...toasts.value.filter((one) => one.text !== text), { id, tone, text, ...more }]
    // The newest are what matters.
    .slice(-MOST);
  if (tone !== "bad") setTimeout(() => dismiss(id), SHOWN_MS);
}

export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((one) => one.id !== id);
}

/** A sentence about what was just done, for a few seconds. */
export const toast = {
  good: (text: string) => show("good", text),
  bad: (text: string) => show("bad", text),
  info: (text: string, more?: Pick<Toast, "action">) => show("neutral", text, more),
};
