import { language } from "#dashboard/i18n/language.ts";
import type { Words } from "#sdk/schema.ts";

/** Text that the API gives in several languages, in the active one. */
export function inWords(words: Words): string {
  const found = { en: words.en, es: words.es, "pt-BR": words.pt }[language.value];
  return found ?? words.en ?? "";
}
