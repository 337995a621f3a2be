import { signal } from "@preact/signals";
import { problemFrom, problemOf } from "./problem.ts";

export type Session = {
  readonly workspaceId: string;
  readonly workspaceName: string;
  readonly scopes: readonly string[];
  readonly expiresAt: string;
  readonly keyName: string | null;
};

/** Whatever the session can be opened with. */
export type Credential =
  | { readonly key: string }
  | { readonly code: string }
  | { readonly token: string };

/** Undefined until the gateway has said whether there is one. */
export const session = signal<Session | null | undefined>(undefined);

/** Why there is none any more; the sign-in screen says it. */
export const ending = signal<"expired" | "signed-out" | null>(null);

const PATH = "/dashboard/session";
/** Only a script of the console's own origin can send it: forms and pages of others cannot. */
export const OWN_REQUEST = { "X-Switchhook-Console": "1" };

export function can(scope: string): boolean {
  const scopes = session.value?.scopes ?? [];
  return scopes.includes("*") || scopes.includes(scope);
}

export async function loadSession(): Promise<void> {
  const response = await fetch(PATH, { headers: OWN_REQUEST });
  session.value = response.ok ? ((await response.json()) as Session) : null;
}

/** Throws the problem where the credential does not open one. */
export async function openSession(credential: Credential): Promise<void> {
  const response = await send("POST", JSON.stringify(credential));
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw problemOf(response.status, body);
  ending.value = null;
  session.value = body as Session;
}

export async function signOut(): Promise<void> {
  const response = await send("DELETE");
  // Gone already is gone.
  if (!response.ok && response.status !== 401) throw problemOf(response.status, null);
  ending.value = "signed-out";
  session.value = null;
}

/** The gateway does not know the session any more. */
export function expireSession(): void {
  if (!session.value) return;
  ending.value = "expired";
  session.value = null;
}

async function send(method: string, body?: string): Promise<Response> {
  const headers = { ...OWN_REQUEST, ...(body && { "Content-Type": "application/json" }) };
  try {
    return await fetch(PATH, { method, headers, ...(body && { body }) });
  } catch (thrown) {
    throw problemFrom(thrown);
  }
}
