import type { Credential } from "#dashboard/app/session.ts";

/**
 * The one-time code or the token in the fragment of a sign-in link, which no server and no log ever sees. It is taken out
 * of the address at once, so that neither the history nor a bookmark keeps it.
 */
export function takeCredential(): Credential | null {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const [code, token] = [fragment.get("code"), fragment.get("token")];
  if (code === null && token === null) return null;
  history.replaceState(history.state, "", location.pathname + location.search);
  return code !== null ? { code } : { token: token ?? "" };
}
