/** Text that any log, terminal or database takes: white space as spaces, no control characters, whole characters. */
export function printable(text: string): string {
  return text
    .replace(/\s/g, " ")
    .replace(/\p{Cc}/gu, "")
    .toWellFormed();
}
