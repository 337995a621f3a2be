import { computed, signal } from "@preact/signals";
import { remember, remembered } from "#dashboard/app/remembered.ts";
import type { Catalogue } from "./catalogue.ts";
import { LOAD } from "./load.ts";

export const LANGUAGES = ["en", "es", "pt-BR"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Each in itself, for whoever does not read the others. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  en: "English",
  es: "Español",
  "pt-BR": "Português (Brasil)",
};

/** Plurals of a catalogue: the forms that its language has. */
export type Forms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>;
/** A catalogue as it is looked up. That it is whole was checked when it was compiled, see `Catalogue`. */
export type Loaded = Readonly<
  Record<keyof Catalogue, Readonly<Record<string, string | Forms | undefined>>>
>;

type Active = { readonly language: Language; readonly messages: Loaded };

const active = signal<Active | null>(null);

export const language = computed<Language>(() => active.value?.language ?? "en");
export const messages = computed<Loaded | null>(() => active.value?.messages ?? null);

const KEY = "language";

/** The language chosen before, else the first of the browser's that there is, else English. */
export function preferredLanguage(): Language {
  const wanted = [remembered(KEY), ...navigator.languages];
  for (const tag of wanted) {
    const found = LANGUAGES.find((known) => tag !== null && baseOf(known) === baseOf(tag));
    if (found !== undefined) return found;
  }
  return "en";
}

function baseOf(tag: string): string {
  return tag.toLowerCase().split("-")[0] ?? "";
}

/** Shows another language, from the moment that its text is there. */
export async function showLanguage(next: Language): Promise<void> {
  const loaded = await LOAD[next]();
  active.value = { language: next, messages: loaded as Loaded };
  document.documentElement.lang = next;
}

export async function chooseLanguage(next: Language): Promise<void> {
  try {
    await showLanguage(next);
    remember(KEY, next);
  } catch {
    // Gone with the build that this page is of: what happens then happens with scripts, too.
    dispatchEvent(new Event("vite:preloadError"));
  }
}
