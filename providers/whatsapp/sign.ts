import type { Signer } from "#src/provider.ts";
import { hmacHex } from "#src/security/hmac.ts";

/** As Meta signs: the app secret over the bytes of the body. Method, URL and time are not signed. */
export const signWhatsapp: Signer = (request, secret) => ({
  url: request.url,
  headers: { "x-hub-signature-256": `sha256=${hmacHex("sha256", secret, request.body)}` },
});
