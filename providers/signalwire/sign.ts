import type { Signable, Signer } from "#src/provider.ts";
import { hmacBase64, hmacHex, sha256Hex } from "#src/security/hmac.ts";
import { parseParameters, signedTexts } from "./form-parameters.ts";
import { bodyFormat } from "./payload.ts";

/**
 * Signs as SignalWire does: scheme C where the URL holds `bodySHA256` (the digest there is set to the body's),
 * else B for forms and GET callbacks, A and A2 for JSON. No scheme signs the time.
 */
export const signSignalwire: Signer = (request, secret) => {
  const url = withBodyDigest(request);
  const { method, body } = request;
  if (url !== null) return { url, headers: base64Header(secret, url, "") };
  const contentType = request.headers["content-type"] ?? null;
  if (bodyFormat({ method, body, contentType }) === "json") return hexHeaders(request, secret);
  const [text = ""] = method === "GET" ? [] : signedTexts(parseParameters(body));
  return { url: request.url, headers: base64Header(secret, request.url, text) };
};

/** The URL with the right digest in it; null where it has no place for one. */
function withBodyDigest({ url, body }: Signable): string | null {
  const place = /([?&]bodySHA256=)[^&#]*/;
  return place.test(url) ? url.replace(place, `$1${sha256Hex(body)}`) : null;
}

function base64Header(secret: string, url: string, text: string) {
  return { "x-signalwire-signature": hmacBase64("sha1", secret, url, text) };
}

function hexHeaders({ url, body }: Signable, secret: string) {
  return {
    url,
    headers: {
      "x-signalwire-signature": hmacHex("sha1", secret, url, body),
      "x-signalwire-sha256-signature": hmacHex("sha256", secret, url, body),
    },
  };
}
