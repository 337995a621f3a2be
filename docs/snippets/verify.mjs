// Verifies deliveries of Switchhook. Node 18 or newer, nothing to install.
// Copy the functions into your code, or run this file as an endpoint that says what it received:
//   WEBHOOK_SECRET=whsec_… node verify.mjs [port]
import { createHmac, timingSafeEqual } from "node:crypto";
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
    /^\d+$/.test(timestamp) &&
    isFresh(Number(timestamp) * 1000, now) &&
    presented.some((signature) => isEqual(signature, expected))
  );
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

function serve(secret, port) {
  const server = createServer(async (request, response) => {
    const body = await signedText(request);
    const { headers } = request;
    const agentsStudio = verifyAgentsStudio({ secret, headers, body });
    const standard = verifyStandardWebhooks({ secret, headers, body });
    const isGenuine = agentsStudio && standard;
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
  serve(secret, Number(process.argv[2] ?? 4000));
}
