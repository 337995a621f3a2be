/** Every operation there is, asked for what belongs to another workspace. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SCOPES } from "#src/pipeline/provisioning.ts";
import { ADMIN_TOKEN, startApp, type TestApp } from "../support/app.ts";
import {
  type Belongings,
  newBelongings,
  openRows,
  PUBLISHED,
  publish,
  type Rows,
  reportConversation,
} from "../support/belongings.ts";
import { openSession, type Session } from "../support/console.ts";
import {
  bodyOf,
  describedOperations,
  namesIn,
  type Operation,
  operationsOf,
  pathOf,
} from "../support/operations.ts";
import { createSink, type Sink } from "../support/sink.ts";
import { carrierSays, keyOf } from "../support/talkover.ts";

const OPERATIONS = await describedOperations();
const TENANTS = OPERATIONS.filter(({ caller }) => caller === "tenant");
const NAMING = TENANTS.filter((operation) => namesIn(operation).length > 0);
/** What has no end has a test of its own (live-tail). */
const NAMELESS = TENANTS.filter(
  (operation) => namesIn(operation).length === 0 && !operation.isStream,
);
/** Of those, what sessions of the console are good for. */
const OF_SESSIONS = NAMING.filter(
  ({ path }) => path.startsWith("/v1/") && !/\/(recording|transcript)$/.test(path),
);
/** Its workspace is the token's; the header means nothing there. */
const isTalkover = ({ path }: Operation) => path.startsWith("/api/v1/");

let app: TestApp;
let sink: Sink;
let ours: Belongings;
let theirs: Belongings;
let rows: Rows;
let before: Awaited<ReturnType<Rows["read"]>>;
let sentBefore: number;
let session: Session | undefined;

beforeAll(async () => {
  app = await startApp();
  sink = await createSink(() => ({ status: 500 }));
  [ours, theirs] = await Promise.all([newBelongings(app, sink), newBelongings(app, sink)]);
  rows = await openRows(app);
  before = await rows.read(theirs.ids.workspace);
  sentBefore = sentToThem();
});

afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await sink[Symbol.asyncDispose]();
});

function sentToThem(): number {
  return sink.requests.filter(({ target }) => target.includes(theirs.marker)).length;
}

type Headers = Readonly<Record<string, string>>;
type Answer = { readonly status: number; readonly text: string };

async function ask(method: string, path: string, headers: Headers, body?: unknown) {
  const response = await fetch(`${app.url}${path}`, {
    method,
    headers: { ...headers, ...(body !== undefined && { "Content-Type": "application/json" }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, text: await response.text() };
}

/** Our key, as each of the APIs takes it. */
function asUs(key = keyOf(ours.tenant)): Headers {
  return { Authorization: `Bearer ${key}`, "X-Workspace-Id": ours.ids.workspace };
}

function perform(
  operation: Operation,
  owners: readonly Belongings[],
  { headers = asUs(), method = operation.method }: { headers?: Headers; method?: string } = {},
): Promise<Answer> {
  return ask(method, pathOf(operation, owners), headers, bodyOf(operation));
}

async function expectUntouched(): Promise<void> {
  expect(await rows.read(theirs.ids.workspace)).toEqual(before);
  expect(sentToThem()).toBe(sentBefore);
}

function expectNothingOfTheirs({ text }: Answer): void {
  expect(text).not.toContain(theirs.marker);
  for (const id of Object.values(theirs.ids).filter((known) => known.length > 20)) {
    expect(text).not.toContain(id);
  }
}

/** All ways to name something of theirs, alone or beside something of ours. */
function mixed(count: number): readonly (readonly Belongings[])[] {
  if (count === 1) return [[theirs]];
  return [
    [theirs, theirs],
    [ours, theirs],
    [theirs, ours],
  ];
}

const TITLE = "$id";

describe("the gateway that runs", () => {
  it("has the operations that are asked for here", async () => {
    const { text } = await ask("GET", "/openapi.json", {});
    expect(operationsOf(JSON.parse(text))).toEqual(OPERATIONS);
  });

  it("has lists that say what they can be sorted by", () => {
    expect(OPERATIONS.filter(({ sorts }) => sorts.length > 0).length).toBeGreaterThan(10);
  });

  it("leaves open to anybody what has to be, and nothing else", () => {
    const open = OPERATIONS.filter(({ caller }) => caller === "anybody");
    expect(open.map(({ id }) => id).toSorted()).toEqual([
      "askConnection",
      "askUnaddressed",
      "getWebhookKeys",
      "isAlive",
      "isReady",
      "receiveCallback",
      "receiveUnaddressedCallback",
    ]);
  });
});

describe("what is theirs", () => {
  it.each(NAMING)(`is not there: ${TITLE}`, async (operation) => {
    for (const owners of mixed(namesIn(operation).length)) {
      const answer = await perform(operation, owners);
      expect(answer.status).toBe(404);
      expect(answer.text).not.toContain(theirs.marker);
      if (operation.method !== "GET") continue;
      expect((await perform(operation, owners, { method: "HEAD" })).status).toBe(404);
    }
    await expectUntouched();
  });

  it.each(OF_SESSIONS)(`is not there for a session either: ${TITLE}`, async (operation) => {
    session ??= await openSession(app.url, ours.tenant);
    const { headers } = session;
    for (const owners of mixed(namesIn(operation).length)) {
      const answer = await perform(operation, owners, { headers });
      expect(answer.status).toBe(404);
      expect(answer.text).not.toContain(theirs.marker);
    }
    await expectUntouched();
  });

  it("is not there in the other direction either: what 11Wire calls inbound", async () => {
    const path = `/api/webhooks/events/${theirs.ids.wireInbound}`;
    expect((await ask("GET", path, { ...theirs.tenant.headers })).status).toBe(200);
    expect((await ask("GET", path, asUs())).status).toBe(404);
    expect((await ask("POST", `${path}/retry`, asUs())).status).toBe(404);
  });

  it.each(NAMELESS)(`is not among what is ours: ${TITLE}`, async (operation) => {
    const queries = operation.sorts.map((field) => `?limit=100&sort=${field}`);
    for (const query of ["", ...queries, ...(queries.length > 0 ? ["?cursor=start"] : [])]) {
      const path = `${pathOf(operation, [])}${query}`;
      const answer = await ask(operation.method, path, asUs(), bodyOf(operation));
      expect(answer.status).toBeLessThan(300);
      expectNothingOfTheirs(answer);
    }
    await expectUntouched();
  });

  it.each(TENANTS.filter((operation) => !isTalkover(operation)))(
    `is not had by naming their workspace: ${TITLE}`,
    async (operation) => {
      const headers = { ...asUs(), "X-Workspace-Id": theirs.ids.workspace };
      const answer = await perform(operation, [theirs, theirs], { headers });
      expect(answer.status).toBe(403);
      expect(answer.text).not.toContain(theirs.marker);
      await expectUntouched();
    },
  );

  it.each([
    ["/v1/agents", "id", "agent"],
    ["/v1/api-keys", "id", "apiKey"],
    ["/v1/callbacks", "connectionId", "connection"],
    ["/v1/callbacks", "callId", "call"],
    ["/v1/calls", "agentId", "agent"],
    ["/v1/connections", "id", "connection"],
    ["/v1/deliveries", "id", "delivery"],
    ["/v1/deliveries", "webhookId", "webhook"],
    ["/v1/deliveries", "eventId", "event"],
    ["/v1/events", "agentId", "agent"],
    ["/v1/events", "conversationId", "conversation"],
    ["/v1/undelivered", "webhookId", "webhook"],
    ["/v1/undelivered", "eventId", "event"],
    ["/v1/webhooks", "agentId", "agent"],
    ["/v1/workflows", "id", "workflow"],
  ] as const)("is not found by filtering %s by %s", async (path, field, name) => {
    async function find({ ids }: Belongings): Promise<readonly unknown[]> {
      const filter = encodeURIComponent(`eq(${field},"${ids[name]}")`);
      const { text } = await ask("GET", `${path}?filter=${filter}`, asUs());
      return JSON.parse(text).data;
    }
    expect(await find(theirs)).toEqual([]);
    expect(await find(ours)).not.toEqual([]);
  });

  it("cannot be referred to in what is ours", async () => {
    const { agent, workflow } = theirs.ids;
    const { webhook } = ours.ids;
    const url = "https://tenant.example.com/hook";
    const data = { toolIdentifier: "ours", result: { success: true } };
    const event = { type: PUBLISHED, data };
    const requests: readonly (readonly [string, string, unknown])[] = [
      ["POST", "/v1/webhooks", { url, agentId: agent }],
      ["POST", "/v1/webhooks", { url, agentIds: [ours.ids.agent, agent] }],
      ["POST", "/v1/webhooks", { url, workflowIds: [workflow] }],
      ["PATCH", `/v1/webhooks/${webhook}`, { agentId: agent }],
      ["PATCH", `/v1/webhooks/${webhook}`, { workflowIds: [workflow] }],
      ["POST", "/v1/events", { ...event, agentId: agent }],
      ["POST", "/v1/events/batch", { events: [event, { ...event, agentId: agent }] }],
    ];
    for (const [method, path, body] of requests) {
      const answer = await ask(method, path, asUs(), body);
      expect([method, path, answer.status]).toEqual([method, path, 400]);
      // As of one that does not exist.
      expect(answer.text).toContain("of this workspace");
      expect(answer.text).not.toContain(theirs.marker);
    }
    await expectUntouched();
  });

  it("is not taken for ours where both bear the same name", async () => {
    const { marker, publication } = theirs;
    const published = await publish(app, ours.tenant, { marker, ...publication });
    expect(published.duplicate).toBe(false);
    expect(published.id).not.toBe(theirs.ids.event);
    const named: readonly (readonly [string, object])[] = [
      ["agents", { name: marker, references: [`ref-${marker}`] }],
      ["workflows", { name: marker, reference: `wf-${marker}` }],
    ];
    for (const [collection, body] of named) {
      expect((await ask("POST", `/v1/${collection}`, asUs(), body)).status).toBe(201);
    }
    const { call, conversation } = theirs.ids;
    await reportConversation(app, ours.tenant, { conversation, marker: "ours" });
    const heard = await ask("GET", `/v1/calls/${conversation}/transcript`, asUs());
    expect([heard.status, heard.text.includes(marker)]).toEqual([200, false]);
    expect((await ask("GET", `/v1/calls/${conversation}/recording`, asUs())).status).toBe(200);
    await carrierSays(app.url, ours.tenant, { from: "+1", status: "completed", id: call });
    const { text } = await ask("GET", `/v1/calls/${call}`, asUs());
    expect(JSON.parse(text)).toMatchObject({ call: { fromNumber: "+1", agentId: null } });
    expectNothingOfTheirsBut(call, text);
    await expectUntouched();
  });

  it("is not reached by a cursor of theirs", async () => {
    const asThem = { ...theirs.tenant.headers };
    const { text } = await ask("GET", "/v1/events?limit=1&cursor=start", asThem);
    const { nextCursor } = JSON.parse(text).meta;
    const path = `/v1/events?limit=1&cursor=${encodeURIComponent(nextCursor)}`;
    expect((await ask("GET", path, asThem)).status).toBe(200);
    expect((await ask("GET", path, asUs())).status).toBe(400);
  });
});

describe("whoever has no credential", () => {
  it.each(OPERATIONS.filter(({ caller }) => caller !== "anybody"))(
    `gets no further: ${TITLE}`,
    async (operation) => {
      const owners = [theirs, theirs];
      const workspace = { "X-Workspace-Id": theirs.ids.workspace };
      const unknown = { ...workspace, Authorization: "Bearer shk_of-nobody" };
      for (const headers of [{}, workspace, unknown]) {
        const answer = await perform(operation, owners, { headers });
        expect(answer.status).toBe(401);
        expect(answer.text).not.toContain(theirs.marker);
      }
      await expectUntouched();
    },
  );

  it.each(OPERATIONS.filter(({ caller }) => caller === "operator"))(
    `but a tenant's, is not the operator: ${TITLE}`,
    async (operation) => {
      expect((await perform(operation, [theirs, theirs])).status).toBe(401);
      await expectUntouched();
    },
  );

  it.each(TENANTS)(`but the operator's, is no tenant: ${TITLE}`, async (operation) => {
    const headers = { ...asUs(), Authorization: `Bearer ${ADMIN_TOKEN}` };
    expect((await perform(operation, [ours, ours], { headers })).status).toBe(401);
  });
});

describe("a key", () => {
  const EACH = SCOPES.filter((scope) => scope !== "*");
  const lacking = new Map<string, string>();
  const having = new Map<string, string>();

  beforeAll(async () => {
    for (const scope of EACH) {
      const others = EACH.filter((other) => other !== scope);
      lacking.set(scope, keyOf({ headers: await ours.tenant.newKey(others) }));
      having.set(scope, keyOf({ headers: await ours.tenant.newKey([scope]) }));
    }
  });

  it.each(TENANTS)(`needs one scope, and that alone: ${TITLE}`, async (operation) => {
    // Of theirs: then nothing is done that would be in the way of the next one. TalkOver's document asks for the agent first.
    const owners = [isTalkover(operation) ? ours : theirs, theirs];
    const refused: string[] = [];
    for (const [scope, key] of lacking) {
      const { status } = await perform(operation, owners, { headers: asUs(key) });
      if (status === 403) refused.push(scope);
    }
    expect(refused).toEqual([
      expect.stringMatching(operation.method === "GET" ? /:read$/ : /:write$/),
    ]);
    const sole = asUs(having.get(refused[0] ?? ""));
    expect((await perform(operation, owners, { headers: sole })).status).not.toBe(403);
    await expectUntouched();
  });
});

// Last: what is deleted is gone.
describe("the ids of all that", () => {
  it.each(NAMING.filter(({ method }) => method === "GET"))(
    `are good in the hands of their owner: ${TITLE}`,
    async (operation) => {
      const headers = { ...asUs(keyOf(theirs.tenant)), "X-Workspace-Id": theirs.ids.workspace };
      const answer = await perform(operation, [theirs, theirs], { headers });
      expect(answer.status).toBe(200);
    },
  );
});

/** An answer may repeat what was asked for. */
function expectNothingOfTheirsBut(known: string, text: string): void {
  expectNothingOfTheirs({ status: 0, text: text.replaceAll(known, "") });
}
