/** A workspace that has one of everything, so that others can be kept from all of it. */
import { randomUUID } from "node:crypto";
import { apiOf } from "./api.ts";
import type { AppTenant, TestApp } from "./app.ts";
import type { Sink } from "./sink.ts";
import { carrierSays, keyOf } from "./talkover.ts";
import { waitFor } from "./wait-for.ts";

export const TALKOVER_EVENT = "event_phone_call_started";
export const WIRE_EVENT = "call.completed";
export const PUBLISHED = "tool.invoked";
const ONCE = { maxAttempts: 1, initialDelay: 1, maxDelay: 1, backoffFactor: 1 };

export type Belongings = {
  readonly tenant: AppTenant;
  /** In all names, addresses and contents, and in no id: where it is seen, something has leaked. */
  readonly marker: string;
  readonly ids: Readonly<Record<IdName, string>>;
  /** What its own platform published, under an id and an Idempotency-Key of its own. */
  readonly publication: { readonly id: string; readonly idempotencyKey: string };
};

export type IdName =
  | "agent"
  | "apiKey"
  | "call"
  | "callback"
  | "connection"
  | "conversation"
  | "delivery"
  | "event"
  | "recovery"
  | "subscription"
  | "talkoverWebhook"
  | "webhook"
  | "wireEvent"
  | "wireInbound"
  | "wireWebhook"
  | "workflow"
  | "workspace";

export async function newBelongings(app: TestApp, sink: Sink): Promise<Belongings> {
  const tenant = await app.tenant();
  const marker = `marker-${randomUUID()}`;
  const { request, make, first, newestRecord } = clientOf(app, tenant);
  const url = `${sink.url}?${marker}`;

  const agent = (await make("agents", { name: marker, references: [`ref-${marker}`] })).id;
  const workflow = (await make("workflows", { name: marker, reference: `wf-${marker}` })).id;
  const apiKey = (await make("api-keys", { name: marker, scopes: ["events:read"] })).id;
  const webhook = await make("webhooks", {
    url,
    description: marker,
    headers: { "X-Marker": marker },
    eventKeys: [PUBLISHED],
    retryPolicy: ONCE,
  });
  const wire = await request("POST /api/webhooks/config", {
    ...{ name: marker, url, eventTypes: [WIRE_EVENT], retryConfig: { maxAttempts: 1 } },
  });
  const talkover = await request(`POST /api/v1/agents/${agent}/webhooks`, {
    ...{ name: marker, webhook_url: url, events: [TALKOVER_EVENT], max_retries: 0 },
  });

  const publication = { id: `pub-${randomUUID()}`, idempotencyKey: `key-${randomUUID()}` };
  const event = (await publish(app, tenant, { marker, ...publication })).id;
  const call = `call-${randomUUID()}`;
  for (const status of ["in-progress", "completed"]) {
    await carrierSays(app.url, tenant, { from: `ref-${marker}`, status, id: call });
  }
  const conversation = `conv_${randomUUID()}`;
  await reportConversation(app, tenant, { conversation, marker });
  const { signalwire = "" } = tenant.callbackPaths;
  const recovery = await recoveryOf(app, tenant, webhook.id);

  return {
    tenant,
    marker,
    publication,
    ids: {
      ...{ agent, apiKey, call, conversation, event, recovery, workflow },
      callback: (await first("/v1/callbacks")).id,
      connection: signalwire.split("/").at(-1) ?? "",
      delivery: (await first(`/v1/webhooks/${webhook.id}/deliveries`)).id,
      subscription: (await first(`/v1/webhooks/${webhook.id}/subscriptions`)).id,
      talkoverWebhook: talkover.data.id,
      webhook: webhook.id,
      wireEvent: await newestRecord("direction=outbound&status=failed"),
      wireInbound: await newestRecord("direction=inbound"),
      wireWebhook: String(wire.webhook.id),
      workspace: tenant.workspaceId,
    },
  };
}

/** With its key alone, which every API takes. */
function clientOf(app: TestApp, tenant: AppTenant) {
  const api = apiOf(app, tenant);
  async function request(what: string, body?: unknown) {
    const { status, body: answer } = await api(what, {
      body,
      headers: { Authorization: `Bearer ${keyOf(tenant)}` },
    });
    if (status >= 300) throw new Error(`${what}: ${status} ${JSON.stringify(answer)}`);
    return answer;
  }
  return {
    request,
    make: (collection: string, body: unknown) => request(`POST /v1/${collection}`, body),
    newestRecord: async (query: string) =>
      String((await request(`GET /api/webhooks/events?${query}`)).events[0].id),
    first: async (path: string) => (await request(`GET ${path}?limit=1`)).data[0],
  };
}

type Published = {
  readonly marker: string;
  readonly id: string;
  readonly idempotencyKey: string;
};

/** A tool call, which has a place for whatever text. */
export async function publish(
  app: TestApp,
  tenant: AppTenant,
  { marker, id, idempotencyKey }: Published,
) {
  const data = { toolIdentifier: marker, result: { success: true } };
  const { body } = await apiOf(app, tenant)("POST /v1/events", {
    body: { type: PUBLISHED, id, data },
    headers: { "Idempotency-Key": idempotencyKey },
  });
  return body;
}

/** Its audio and its transcript. */
export async function reportConversation(
  app: TestApp,
  tenant: AppTenant,
  { conversation, marker }: { readonly conversation: string; readonly marker: string },
): Promise<void> {
  for (const report of [audioOf(conversation), transcriptOf(conversation, marker)]) {
    const { status } = await app.send(tenant, "elevenlabs", JSON.stringify(report));
    if (status !== 200) throw new Error(`the report was answered with ${status}`);
  }
}

/** Waits until all that failed has failed, and until it has failed again. */
async function recoveryOf(app: TestApp, tenant: AppTenant, webhookId: string): Promise<string> {
  await settled(app, tenant);
  const { request } = clientOf(app, tenant);
  const since = "2020-01-01T00:00:00Z";
  const { id } = await request(`POST /v1/webhooks/${webhookId}/recover`, { since });
  const path = `GET /v1/webhooks/${webhookId}/recoveries/${id}`;
  await waitFor(async () => (await request(path)).state === "completed", { what: "the recovery" });
  await settled(app, tenant);
  return id;
}

/** Nothing that this workspace has set going is still under way: calls have ended, deliveries too. */
async function settled(app: TestApp, { workspaceId }: AppTenant): Promise<void> {
  const awaited = `select 1 from deliveries where workspace_id = $1 and ended_at is null
    union all select 1 from calls where workspace_id = $1 and wake_at < now() + interval '1 hour'`;
  await waitFor(async () => (await app.query(awaited, [workspaceId])).length === 0, {
    timeoutMs: 30_000,
    what: "the workspace to come to rest",
  });
}

function audioOf(conversation: string) {
  const audio = Buffer.concat([Buffer.from("ID3"), Buffer.alloc(2_000, 7)]).toString("base64");
  return {
    type: "post_call_audio",
    event_timestamp: 1_768_732_280,
    data: { agent_id: "agent_1", conversation_id: conversation, full_audio: audio },
  };
}

function transcriptOf(conversation: string, marker: string) {
  return {
    type: "post_call_transcription",
    event_timestamp: 1_768_732_265,
    data: {
      agent_id: "agent_1",
      conversation_id: conversation,
      status: "done",
      transcript: [{ role: "agent", message: marker, time_in_call_secs: 0 }],
      metadata: { start_time_unix_secs: 1_768_732_200, call_duration_secs: 60, phone_call: null },
      analysis: { call_successful: "success", transcript_summary: marker },
    },
  };
}

export type Rows = { read(workspaceId: string): Promise<readonly Row[]> };
type Row = { readonly table: string; readonly row: string };

/** Reads all rows of a workspace. Throws for a table of which it is not known whose its rows are. */
export async function openRows(app: TestApp): Promise<Rows> {
  const tables = await app.query<{ readonly name: string; readonly columns: readonly string[] }>(
    `select table_name as name, array_agg(column_name::text) as columns
     from information_schema.columns where table_schema = 'public' group by table_name`,
  );
  const parts = tables.flatMap(({ name, columns }) => {
    const condition = conditionOf(name, columns);
    return condition === null
      ? []
      : [`select '${name}' as "table", t::text as row from ${name} t where ${condition}`];
  });
  const text = `${parts.join(" union all ")} order by 1, 2`;
  return { read: (workspaceId) => app.query<Row>(text, [workspaceId]) };
}

/** Nobody's: what the processes and the migrations know of themselves. */
const NOBODYS = new Set([
  ...["owners", "encryption_check", "schema_migrations", "retention_marks", "body_removals"],
  // Digests, of which nobody can tell whose they are.
  ...["callback_keys", "event_keys"],
]);

/** Tables whose rows belong to rows of others, their partitions included. */
const PART_OF = [
  ["callback_bodies", "id in (select id from callbacks where workspace_id = $1)"],
  ["delivery_bodies", "id in (select id from deliveries where workspace_id = $1)"],
  ["attempt_bodies", "delivery_id in (select id from deliveries where workspace_id = $1)"],
] as const;

function conditionOf(table: string, columns: readonly string[]): string | null {
  if (NOBODYS.has(table)) return null;
  if (table === "workspaces") return "id = $1";
  const part = PART_OF.find(([name]) => table.startsWith(name));
  if (part !== undefined) return part[1];
  if (columns.includes("workspace_id")) return "workspace_id = $1";
  if (columns.includes("webhook_id")) {
    return "webhook_id in (select id from webhooks where workspace_id = $1)";
  }
  throw new Error(`whose are the rows of ${table}? Tell test/support/belongings.ts`);
}
