import crypto from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { Webhook } from "standardwebhooks";

type Headers = Readonly<Record<string, string>>;

export type Received = {
  /** `webhook-id`. */
  readonly id: string;
  /** The event's name, as the payload gives it. */
  readonly eventKey: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly body: string;
  readonly headers: Headers;
  /** Checks that the request did not pass; empty when it is genuine. */
  readonly failedChecks: readonly string[];
};

export type Tenant = { readonly url: string; readonly received: readonly Received[] };

/** A tenant's endpoint on 127.0.0.1: verifies all that the gateway signs, and answers at once. */
export async function startTenant(secret: string, stack: AsyncDisposableStack): Promise<Tenant> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    const delivery = read(body, headers, secret);
    received.push(delivery);
    response.writeHead(delivery.failedChecks.length === 0 ? 200 : 401).end("OK");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stack.defer(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/webhooks/switchhook`, received };
}

function read(body: string, headers: Headers, secret: string): Received {
  const payload: Received["payload"] = JSON.parse(body);
  const failedChecks = Object.entries(CHECKS)
    .filter(([, passes]) => !passes(body, headers, secret))
    .map(([name]) => name);
  const id = headers["webhook-id"] ?? "";
  // The two envelopes of the Agents Studio documents name the event differently.
  const { event, type } = payload;
  const eventKey = String(event ?? type);
  return { id, eventKey, payload, body, headers, failedChecks };
}

export const CHECKS: Readonly<
  Record<string, (body: string, headers: Headers, secret: string) => boolean>
> = {
  "x-signature": (body, headers, secret) => {
    const { "x-signature": signature = "", "x-timestamp": timestamp = "" } = headers;
    return sameLength(signature) && verifyWebhookSignature(body, signature, timestamp, secret);
  },
  "x-supervisor-signature": (body, headers, secret) =>
    headers["x-supervisor-signature"] ===
    `sha256=${crypto.createHmac("sha256", secret).update(body).digest("hex")}`,
  "webhook-signature": (body, headers, secret) => {
    try {
      new Webhook(secret).verify(body, headers);
      return true;
    } catch {
      return false; // The library throws for a wrong signature; here that is an answer.
    }
  },
};

/** The base64 of 32 bytes; `timingSafeEqual` throws on anything else. */
function sameLength(signature: string): boolean {
  return Buffer.byteLength(signature) === 44;
}

/** As the Agents Studio document prints it. */
function verifyWebhookSignature(
  payload: string,
  signature: string,
  timestamp: string,
  secret: string,
): boolean {
  const message = `${timestamp}.${payload}`;
  const expectedSignature = crypto.createHmac("sha256", secret).update(message).digest("base64");

  return crypto.timingSafeEqual(Buffer.from(signature), Buffer.from(expectedSignature));
}
