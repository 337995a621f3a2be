/** The console's session as a browser has it: a cookie, and what a page of our own says with a request. */
import type { AppTenant } from "./app.ts";

export type Cookie = { readonly name: string; readonly value: string; readonly rules: string };

/** What it was told to keep; null where it was told nothing. */
export function cookieOf(response: Response): Cookie | null {
  const [cookie = ""] = response.headers.getSetCookie();
  const [, name = "", value = "", rules = ""] = /^([^=;]+)=([^;]*)(.*)$/.exec(cookie) ?? [];
  return name === "" ? null : { name, value, rules };
}

export type SignIn = Readonly<Partial<Record<"key" | "token" | "code", unknown>>>;

export function signIn(
  base: string,
  body: SignIn | string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return fetch(`${base}/dashboard/session`, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

export type Session = {
  /** Headers of a request of the console's own page. */
  readonly headers: Readonly<Record<string, string>>;
  /** The cookie alone. */
  readonly cookie: string;
};

/** Signed in with a key of the tenant, of all scopes unless told. */
export async function openSession(
  base: string,
  tenant: Pick<AppTenant, "workspaceId" | "headers">,
  key = tenant.headers["X-API-Key"] ?? "",
): Promise<Session> {
  const response = await signIn(base, { key });
  const kept = cookieOf(response);
  if (response.status !== 200 || kept === null) throw new Error(await response.text());
  const cookie = `${kept.name}=${kept.value}`;
  return {
    cookie,
    headers: {
      Cookie: cookie,
      "X-Switchhook-Console": "1",
      "X-Workspace-Id": tenant.workspaceId,
    },
  };
}
