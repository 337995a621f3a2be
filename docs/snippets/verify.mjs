// Verifies deliveries of Switchhook. Node 18 or newer, nothing to install.
// Copy the functions into your code, or run this file as an endpoint that says what it received:
//   WEBHOOK_SECRET=whsec_… [WEBHOOK_DIALECT=11wire] [WEBHOOK_PUBLIC_KEY=whpk_…] node verify.mjs [port]
import { createHmac, createPublicKey, timingSafeEqual, verify } from "node:crypto";
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";

const TOLERANCE_MS = 5 * 60 * 1000;

/**
 * `x-signature` and `x-timestamp` of the agents-studio format: base64 HMAC-SHA256 of `timestamp.body`, the key is
 * the secret's text, `whsec_` included. `headers` has lower-case names; `body` is the text exactly as received.
 */
export function verifyAgentsStudio({ secret, headers, body, now = Date.now() }) {
  const timestamp = headers["x-timestamp"] ?? "";
  const expected = createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("base64");
  return isFresh(Date.parse(timestamp), now) && isEqual(headers["x-signature"] ?? "", expected);
}

/**
 * `X-Webhook-Signature` and `X-Webhook-Timestamp` of the 11wire format: `sha256=` and hex HMAC-SHA256 of
 * `timestamp.body`, the key is the secret's text. `X-Webhook-Event` names the event and is not signed: where a webhook
 * is subscribed to several, look at the payload before you act on it.
 */
export function verify11Wire({ secret, headers, body, now = Date.now() }) {
  const timestamp = headers["x-webhook-timestamp"] ?? "";
  const digest = createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex");
  return (
    isFreshSecond(timestamp, now) &&
    isEqual(headers["x-webhook-signature"] ?? "", `sha256=${digest}`)
  );
}

/**
 * `X-Webhook-Signature` of the talkover format: `sha256=` and hex HMAC-SHA256 of the body, the key is the secret's text.
 * It says nothing of when it was made: who minds old deliveries that come again checks that of Standard Webhooks as well.
 */
export function verifyTalkover({ secret, headers, body }) {
  const digest = createHmac("sha256", secret).update(body).digest("hex");
  return isEqual(headers["x-webhook-signature"] ?? "", `sha256=${digest}`);
}

/**
 * Standard Webhooks 1.0, which every delivery carries as well: base64 HMAC-SHA256 of `id.timestamp.body`, the key
 * is what the base64 after `whsec_` stands for; a secret without that prefix is its UTF-8 bytes.
 */
export function verifyStandardWebhooks({ secret, headers, body, now = Date.now() }) {
  const id = headers["webhook-id"] ?? "";
  const timestamp = headers["webhook-timestamp"] ?? "";
  const key = secret.startsWith("whsec_") ? Buffer.from(secret.slice(6), "base64") : secret;
  const signed = `${id}.${timestamp}.${body}`;
  const expected = `v1,${createHmac("sha256", key).update(signed).digest("base64")}`;
  // Several signatures, separated by spaces, are allowed while a secret is being replaced.
  const presented = (headers["webhook-signature"] ?? "").split(" ");
  return (
    isFreshSecond(timestamp, now) && presented.some((signature) => isEqual(signature, expected))
  );
}

/**
 * The Ed25519 signature of Standard Webhooks (`v1a`), of webhooks that asked for it: over the same `id.timestamp.body`.
 * `publicKey` is `whpk_` and base64 of 32 bytes; keep it with your settings, do not take it from the request.
 */
export function verifyEd25519({ publicKey, headers, body, now = Date.now() }) {
  const timestamp = headers["webhook-timestamp"] ?? "";
  const x = Buffer.from(publicKey.replace(/^whpk_/, ""), "base64").toString("base64url");
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
  const signed = Buffer.from(`${headers["webhook-id"] ?? ""}.${timestamp}.${body}`);
  const presented = (headers["webhook-signature"] ?? "")
    .split(" ")
    .filter((signature) => signature.startsWith("v1a,"))
    .map((signature) => Buffer.from(signature.slice("v1a,".length), "base64"));
  return (
    isFreshSecond(timestamp, now) &&
    presented.some((signature) => verify(null, signed, key, signature))
  );
}

function isFreshSecond(timestamp, now) {
  return /^\d+$/.test(timestamp) && isFresh(Number(timestamp) * 1000, now);
}

/** False for what is no time at all. */
function isFresh(at, now) {
  return Math.abs(now - at) <= TOLERANCE_MS;
}

function isEqual(a, b) {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  return x.length === y.length && timingSafeEqual(x, y);
}

/** The signed text: the body of a POST; of a webhook with method GET, the query parameter `payload`. */
async function signedText(request) {
  if (request.method === "GET") {
    return new URL(request.url, "http://localhost").searchParams.get("payload") ?? "";
  }
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

/** Formats with a signature of their own; the others have that of Standard Webhooks alone. */
const OWN_SIGNATURE = {
  "agents-studio": verifyAgentsStudio,
  "11wire": verify11Wire,
  talkover: verifyTalkover,
};

/** Any one of them is enough in your code: here they are all checked. */
function isGenuineDelivery({ dialect, secret, publicKey }, { headers, body }) {
  const own = OWN_SIGNATURE[dialect]?.({ secret, headers, body }) ?? true;
  const asymmetric = publicKey === "" || verifyEd25519({ publicKey, headers, body });
  return own && asymmetric && verifyStandardWebhooks({ secret, headers, body });
}

function serve(settings, port) {
  const server = createServer(async (request, response) => {
    const body = await signedText(request);
    const { headers } = request;
    const isGenuine = isGenuineDelivery(settings, { headers, body });
    console.log(`${isGenuine ? "genuine" : "FORGED "}  ${headers["webhook-id"]}  ${body}`);
    response.writeHead(isGenuine ? 200 : 401).end();
  });
  server.listen(port, "127.0.0.1", () => {
    console.log(`listening on http://127.0.0.1:${server.address().port}`);
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const secret = process.env.WEBHOOK_SECRET ?? "";
  if (secret === "") {
    console.error("set WEBHOOK_SECRET to the webhook's secret");
    process.exit(2);
  }
  const dialect = process.env.WEBHOOK_DIALECT ?? "agents-studio";
  const publicKey = process.env.WEBHOOK_PUBLIC_KEY ?? "";
  serve({ dialect, secret, publicKey }, Number(process.argv[2] ?? 4000));
}
