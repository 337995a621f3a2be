import { z } from "@hono/zod-openapi";
import type { Language } from "#src/core/catalog/texts.ts";
import type { Words as AllWords } from "#src/provider.ts";

export const Words = z
  .object({ en: z.string().optional(), es: z.string().optional(), pt: z.string().optional() })
  .openapi("Words", { description: "A text in the language asked for, else in all there are." });

/** `language` null: all of them. */
export function inLanguage(words: AllWords, language: Language | null): z.infer<typeof Words> {
  return language === null ? { ...words } : { [language]: words[language] };
}
