import { fail, ok, type Result } from "#src/core/result.ts";
import type { InboundRequest, RejectionReason, RequestHeaders } from "#src/provider.ts";
import { equalText, hmacBase64, hmacHex, sha256Hex } from "#src/security/hmac.ts";
import { parseParameters, signedTexts } from "./form-parameters.ts";
import { formatOf, formParameters, readPayload } from "./payload.ts";
import { type Credentials, queryOf, signedUrls } from "./public-url.ts";
import { mayBeUnsigned } from "./recognise.ts";
import type { Connection } from "./schema.ts";

/** Whether a digest belongs to the request, signed with this key under this spelling of its URL. */
type Matches = (key: string, url: string) => boolean;

type Scheme = {
  /** Algorithm and encoding, for people. */
  readonly name: string;
  readonly header: string;
  readonly shape: RegExp;
  readonly matches: (digest: string, request: InboundRequest) => Matches;
};

/** In order of precedence: the first one whose header is there and fits decides alone. */
export const SCHEMES: readonly Scheme[] = [
  {
    name: "hmac-sha256-hex",
    header: "x-signalwire-sha256-signature",
    shape: /^[0-9a-f]{64}$/,
    matches: overUrlAndBody("sha256"),
  },
  {
    name: "hmac-sha1-hex",
    header: "x-signalwire-signature",
    shape: /^[0-9a-f]{40}$/,
    matches: overUrlAndBody("sha1"),
  },
  {
    name: "hmac-sha1-base64",
    header: "x-signalwire-signature",
    shape: /^[A-Za-z0-9+/]{27}=$/,
    matches: overUrlAndParameters,
  },
  {
    name: "hmac-sha1-base64",
    header: "x-twilio-signature",
    shape: /^[A-Za-z0-9+/]{27}=$/,
    matches: overUrlAndParameters,
  },
];

/** All of SignalWire's schemes (see README.md). A signature that is there must be right, whatever else is. */
export function verify(
  request: InboundRequest,
  { secrets, settings }: Connection,
): Result<void, RejectionReason> {
  const credentials = settings.basicAuth ?? null;
  const present = SCHEMES.filter(({ header }) => request.headers.has(header));
  const [first] = present;
  if (first === undefined) return verifyUnsigned(request, credentials, secrets.length > 0);
  if (secrets.length === 0) return fail("no-key", "the connection has no signing key");
  const digest = request.headers.get(first.header) ?? "";
  const scheme = present.find(({ header, shape }) => header === first.header && shape.test(digest));
  if (scheme === undefined) return fail("bad-signature", `${first.header} holds no digest`);
  const matches = scheme.matches(digest, request);
  for (const url of signedUrls(request.url, credentials)) {
    if (secrets.some((key) => matches(key, url))) return ok();
  }
  return fail(
    "bad-signature",
    `${first.header} fits no signing key; PUBLIC_URL must be the address that SignalWire calls`,
  );
}

/** Schemes A and A2: hexadecimal, over the URL and the raw body. */
function overUrlAndBody(algorithm: "sha1" | "sha256"): Scheme["matches"] {
  return (digest, { body }) =>
    (key, url) =>
      equalText(hmacHex(algorithm, key, url, body), digest);
}

/** Schemes B and C: base64, over the URL and the form's parameters, which C replaces by the body's digest in the URL. */
function overUrlAndParameters(digest: string, request: InboundRequest): Matches {
  const texts = textsAfterUrl(request);
  return (key, url) => texts.some((text) => equalText(hmacBase64("sha1", key, url, text), digest));
}

/** What may have been appended to the URL; nothing at all where that would leave the body unsigned. */
function textsAfterUrl(request: InboundRequest): readonly string[] {
  const named = parseParameters(queryOf(request.url)).find(([name]) => name === "bodySHA256")?.[1];
  const isNamed = named !== undefined;
  if (isNamed && !equalText(sha256Hex(request.body), named.toLowerCase())) return [];
  if (request.body.length === 0) return [""];
  const isForm = request.method === "POST" && formatOf(request) === "form";
  const parameters = isForm ? signedTexts(formParameters(request)) : [];
  return isNamed ? [...parameters, ""] : parameters.filter((text) => text !== "");
}

function verifyUnsigned(
  request: InboundRequest,
  credentials: Credentials | null,
  hasKey: boolean,
): Result<void, RejectionReason> {
  const payload = readPayload(request);
  const isUnsignedKind = payload.ok && mayBeUnsigned(payload.value);
  if (isUnsignedKind && credentials !== null) {
    return isAuthorized(request.headers, credentials)
      ? ok()
      : fail("missing-signature", "neither a signature nor the connection's basicAuth");
  }
  if (!hasKey) return fail("no-key", "the connection has no signing key");
  const hint = "SignalWire may send this kind unsigned: give the connection basicAuth";
  return fail("missing-signature", isUnsignedKind ? hint : null);
}

/** RFC 7617, with the credentials in UTF-8. */
function isAuthorized(headers: RequestHeaders, { username, password }: Credentials): boolean {
  const token = /^basic +([A-Za-z0-9+/]+)={0,2}$/i.exec(headers.get("authorization") ?? "")?.[1];
  const expected = Buffer.from(`${username}:${password}`);
  return token !== undefined && equalText(token, expected.toString("base64").replaceAll("=", ""));
}
