/** Sends callbacks as a provider does, and keeps a ledger of them. */
import { createHash, createHmac } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Gateway } from "./gateway.ts";
import { APP_SECRET, type Tenant } from "./tenants.ts";

export type Sent = {
  readonly marker: string;
  readonly workspaceId: string;
  /** SHA-256 of the bytes, in hexadecimal. */
  readonly digest: string;
  /** 0: no answer came. */
  readonly status: number;
};

export type Load = {
  readonly sent: readonly Sent[];
  /** Resolves when all that was sent was answered, or was not. */
  stop(): Promise<void>;
};

const SENDERS_PER_TENANT = 3;
/** What is behind one callback is a delivery for each kind of endpoint. */
const PAUSE_MS = 400;
/** Callbacks of one user wait for each other at the endpoint that wants an order. */
const USERS = 20;
const TIMEOUT_MS = 20_000;

export function startLoad(tenants: readonly Tenant[], doors: readonly Gateway[]): Load {
  const sent: Sent[] = [];
  const stopping = { isAsked: false };
  let count = 0;

  async function send(tenant: Tenant, number: number): Promise<void> {
    const marker = `chaos-${tenant.workspaceId}-${number}`;
    const body = textMessage(marker, number);
    const door = doors[number % doors.length];
    const signature = createHmac("sha256", APP_SECRET).update(body).digest("hex");
    const response = await fetch(`${door?.url}${tenant.callbackPath}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "x-hub-signature-256": `sha256=${signature}`,
      },
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch(() => null);
    // What breaks off after the status was told all the same.
    await response?.arrayBuffer().catch(() => null);
    const digest = createHash("sha256").update(body).digest("hex");
    const { workspaceId } = tenant;
    sent.push({ marker, workspaceId, digest, status: response?.status ?? 0 });
  }

  async function run(tenant: Tenant): Promise<void> {
    while (!stopping.isAsked) {
      await send(tenant, count++);
      await delay(PAUSE_MS);
    }
  }

  const senders = tenants.flatMap((tenant) =>
    Array.from({ length: SENDERS_PER_TENANT }, () => run(tenant)),
  );
  return {
    sent,
    async stop() {
      stopping.isAsked = true;
      await Promise.all(senders);
    },
  };
}

function textMessage(marker: string, number: number): string {
  const from = `52155123${String(number % USERS).padStart(5, "0")}`;
  const message = { from, id: `wamid.${marker}`, timestamp: "1772366400", type: "text" };
  const metadata = { display_phone_number: "15550783881", phone_number_id: "106540352242922" };
  const value = {
    messaging_product: "whatsapp",
    metadata,
    messages: [{ ...message, text: { body: `${marker} ñ \u0001` } }],
  };
  const entry = [{ id: "102290129340398", changes: [{ field: "messages", value }] }];
  return JSON.stringify({ object: "whatsapp_business_account", entry });
}
