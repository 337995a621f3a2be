import type { DeliveryWithHistory } from "#sdk/schema.ts";

/** Headers that curl makes itself. */
const OWN = new Set([
  "host",
  "content-length",
  "connection",
  "accept-encoding",
  "transfer-encoding",
]);

/**
 * The last attempt as a command of a POSIX shell, byte for byte. Custom headers are masked in the history, so what
 * they held has to be put in by hand. Null where there was no attempt or the body is gone.
 */
export function curlOf(delivery: DeliveryWithHistory): string | null {
  const { url, method, body, attemptHistory } = delivery;
  const last = attemptHistory.at(-1);
  if (last === undefined || url === null || body === null) return null;
  const headers = Object.entries(last.requestHeaders)
    .filter(([name]) => !OWN.has(name.toLowerCase()))
    .map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`);
  const lines = [
    `curl -X ${method ?? "POST"} ${quoted(url)}`,
    ...headers,
    ...(method === "GET" ? [] : [`--data-raw ${quoted(body)}`]),
  ];
  return lines.join(" \\\n  ");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
