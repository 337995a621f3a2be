import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { isConsoleSecret } from "#src/security/console-secret.ts";

/** Where the gateway is reached from outside decides the cookie's name and rules. */
export type ConsoleAddress = { readonly publicUrl: () => string };

/** Browsers keep a `__Host-` cookie from other hosts and from http; they refuse one that came over http. */
function nameOf({ publicUrl }: ConsoleAddress): string {
  return isSecure(publicUrl()) ? "__Host-switchhook_session" : "switchhook_session";
}

function isSecure(publicUrl: string): boolean {
  return publicUrl.startsWith("https://");
}

/** Null where there is none, or what stands there was never one of ours. */
export function sessionSecretOf(c: Context, address: ConsoleAddress): string | null {
  const text = getCookie(c, nameOf(address));
  return text !== undefined && isConsoleSecret(text) ? text : null;
}

function rulesOf({ publicUrl }: ConsoleAddress) {
  const secure = isSecure(publicUrl());
  return { path: "/", httpOnly: true, sameSite: "Strict", secure } as const;
}

export function setSessionCookie(
  c: Context,
  address: ConsoleAddress,
  { secret, expiresAt }: { readonly secret: string; readonly expiresAt: Date },
): void {
  const maxAge = Math.max(0, Math.floor((expiresAt.getTime() - Date.now()) / 1000));
  setCookie(c, nameOf(address), secret, { ...rulesOf(address), maxAge });
}

export function clearSessionCookie(c: Context, address: ConsoleAddress): void {
  deleteCookie(c, nameOf(address), rulesOf(address));
}
