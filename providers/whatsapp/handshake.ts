import type { Handshaker } from "#src/provider.ts";
import { equalText } from "#src/security/hmac.ts";
import { Settings } from "./schema.ts";

/** Meta sends ten digits or so. */
const MAX_CHALLENGE_LENGTH = 256;

/**
 * Meta's verification of a callback URL: `hub.mode=subscribe`, `hub.verify_token`, `hub.challenge`, answered
 * with the challenge as the whole body ("Create a webhook endpoint"). Text, because whoever holds the token
 * chooses the challenge. Throws a ZodError when the raw settings do not fit.
 */
export const whatsappHandshake: Handshaker = (query, rawSettings) => {
  const { verifyToken } = Settings.parse(rawSettings).settings;
  const token = only(query, "hub.verify_token");
  const challenge = only(query, "hub.challenge");
  if (only(query, "hub.mode") !== "subscribe") return null;
  if (verifyToken === undefined || token === null || !equalText(token, verifyToken)) return null;
  if (challenge === null || challenge === "" || challenge.length > MAX_CHALLENGE_LENGTH)
    return null;
  return { status: 200, contentType: "text/plain", body: challenge };
};

function only(query: URLSearchParams, name: string): string | null {
  const [value, ...others] = query.getAll(name);
  return value === undefined || others.length > 0 ? null : value;
}
