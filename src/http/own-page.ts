import type { ConsoleAddress } from "./console-cookie.ts";

/** Pages of other sites cannot set it without asking, and nobody answers them. */
export const CONSOLE_HEADER = "X-Switchhook-Console";

/** Says a browser that the request comes from a page that is not ours? Other clients say nothing of it. */
export function isFromElsewhere(headers: Headers, { publicUrl }: ConsoleAddress): boolean {
  // No page can set it, so where it is, it decides: behind a proxy the origin may have another name here.
  const site = headers.get("Sec-Fetch-Site");
  if (site !== null) return site !== "same-origin";
  const origin = headers.get("Origin");
  if (origin === null) return false;
  return origin !== originOf(publicUrl()) && hostOf(origin) !== headers.get("Host");
}

function originOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).origin : null;
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
