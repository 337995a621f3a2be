/** More is no preference of anybody. */
const LONGEST_HEADER = 1_000;
const RANGE = /^\s*([a-z]{1,8})(?:-[a-z0-9-]{1,35})?\s*(?:;\s*q=([01](?:\.\d{0,3})?)\s*)?$/i;

/** The language that an `Accept-Language` header (RFC 9110) likes most of those there are; null where it names none. */
export function preferredLanguage<Language extends string>(
  header: string | undefined,
  languages: readonly Language[],
): Language | null {
  if (header === undefined || header.length > LONGEST_HEADER) return null;
  const liked = header.split(",").flatMap((range) => {
    const [, primary = "", quality = "1"] = RANGE.exec(range) ?? [];
    const language = languages.find((known) => known === primary.toLowerCase());
    return language === undefined || Number(quality) === 0
      ? []
      : [{ language, quality: Number(quality) }];
  });
  // Of two that are liked as well, the one that is named first.
  return liked.toSorted((a, b) => b.quality - a.quality)[0]?.language ?? null;
}
