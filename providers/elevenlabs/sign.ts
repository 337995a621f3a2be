import type { Signer } from "#src/provider.ts";
import { hmacHex } from "#src/security/hmac.ts";

/** Signs as ElevenLabs does, with `t` in whole seconds of `now`. */
export const signElevenlabs: Signer = (request, secret, now) => {
  const timestamp = Math.floor(now.getTime() / 1000).toString();
  const digest = hmacHex("sha256", secret, `${timestamp}.`, request.body);
  return {
    url: request.url,
    headers: { "elevenlabs-signature": `t=${timestamp},v0=${digest}` },
  };
};
