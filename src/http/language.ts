import type { Context } from "hono";
import { LANGUAGES, type Language } from "#src/core/catalog/texts.ts";
import { preferredLanguage } from "./accept-language.ts";

/** The language asked for, by a parameter or by `Accept-Language`; null: all of them. Says so in the answer. */
export function languageFor(c: Context, asked: Language | undefined): Language | null {
  const language = asked ?? preferredLanguage(c.req.header("Accept-Language"), LANGUAGES);
  if (language !== null) c.header("Content-Language", language);
  c.header("Vary", "Accept-Language");
  return language;
}
