import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { unknownCall } from "#src/core/call-state.ts";
import { encodeCursor } from "#src/core/cursor.ts";
import {
  AGENT_FIELDS,
  ALL_DELIVERY_FIELDS,
  API_KEY_FIELDS,
  CALL_FIELDS,
  CALLBACK_FIELDS,
  CONNECTION_FIELDS,
  DELIVERY_FIELDS,
  EVENT_FIELDS,
  type Fields,
  SUBSCRIPTION_FIELDS,
  sortable,
  UNDELIVERED_FIELDS,
  WEBHOOK_FIELDS,
  WORKFLOW_FIELDS,
} from "#src/core/filter-fields.ts";
import { type AppTenant, startApp, type TestApp } from "../support/app.ts";

let app: TestApp;
let tenant: AppTenant;
let webhookId: string;

type Body = {
  readonly data: readonly { readonly id: string }[];
  readonly meta: {
    readonly total: number | null;
    readonly hasNext: boolean;
    readonly hasPrev: boolean;
    readonly nextCursor: string | null;
    readonly prevCursor: string | null;
  };
};

async function get(target: string, as: AppTenant = tenant) {
  const response = await fetch(`${app.url}${target}`, { headers: as.headers });
  // biome-ignore lint/suspicious/noExplicitAny: what a client sees is what the tests are about.
  const body: any = await response.json();
  return { status: response.status, headers: response.headers, body };
}

async function read(path: string, parameters: Readonly<Record<string, string>>): Promise<Body> {
  const { status, body } = await get(`${path}?${new URLSearchParams(parameters)}`);
  if (status !== 200) throw new Error(`${path} answered ${status}: ${JSON.stringify(body)}`);
  return body;
}

async function post(path: string, body: object): Promise<{ readonly id: string }> {
  const response = await fetch(`${app.url}${path}`, {
    method: "POST",
    headers: { ...tenant.headers, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const answer = await response.text();
  if (response.status !== 201) throw new Error(answer);
  return JSON.parse(answer);
}

/** One row; the columns are ours, so their names can stand in the text. */
async function insert(table: string, row: Readonly<Record<string, unknown>>): Promise<void> {
  const columns = Object.keys(row);
  const places = columns.map((_, index) => `$${index + 1}`);
  await app.query(
    `insert into ${table} (${columns.join(", ")}) values (${places.join(", ")})`,
    Object.values(row),
  );
}

const TIMES = [
  "2026-01-01T00:00:00.000456Z",
  "2026-01-01T00:00:00.000999Z",
  "2026-01-01T00:00:00.001Z",
  "2026-02-01T00:00:00Z",
];
const TEXTS = ["b", "B", "a_b", "a b", "ä", "", "\u{1f600} \u2028"];
const IDS = ["01987b3e-5f40-7c11-9d7e-0242ac120002", "01987b3e-5f40-7c11-9d7e-0242ac120003"];
const time = (i: number) => TIMES[i % TIMES.length];
const text = (i: number) => TEXTS[i % TEXTS.length];
const id = (i: number) => IDS[i % IDS.length];
/** Every third has no value. */
const some = <T>(i: number, value: T) => (i % 3 === 1 ? null : value);

const own = (i: number) => ({
  id: uuidv7(),
  workspace_id: tenant.workspaceId,
  created_at: time(i),
});

function insertEvent(i: number): Promise<void> {
  return insert("events", {
    ...own(i),
    type: ["call.callEnded", "Call.x", "tool.invoked"][i % 3],
    occurred_at: time(i + 1),
    agent_id: some(i, id(i)),
    workflow_id: some(i + 1, text(i)),
    call_id: some(i, text(i + 2)),
    conversation_id: some(i + 2, text(i)),
    dedupe_key: uuidv7(),
    data: "{}",
  });
}

function insertDelivery(i: number): Promise<void> {
  return insert("deliveries", {
    ...own(i),
    webhook_id: webhookId,
    event_id: id(i),
    event_key: text(i),
    status: ["pending", "delivered", "failed", "suppressed"][i % 4],
    reason: i % 4 === 3 ? ["webhook_inactive", "gone"][i % 2] : null,
    body: "{}",
    attempts: i % 3,
    response_status: some(i, 200 + (i % 4)),
    error_class: some(i, ["gone", "timeout", "blocked_target"][i % 3]),
    updated_at: time(i + 2),
  });
}

function insertAgent(i: number): Promise<void> {
  return insert("agents", {
    ...own(i),
    name: text(i),
    is_active: i % 2 === 0,
    is_mailbox: i % 3 === 0,
    updated_at: time(i + 1),
  });
}

type List = {
  readonly path: () => string;
  readonly tables: readonly string[];
  readonly fields: Fields;
  readonly add: (i: number) => Promise<unknown>;
};

const LISTS: Readonly<Record<string, List>> = {
  webhooks: {
    path: () => "/v1/webhooks",
    tables: ["webhooks"],
    fields: WEBHOOK_FIELDS,
    add: (i) =>
      post("/v1/webhooks", {
        url: `https://example.com/${i % 3}`,
        description: some(i, text(i)),
        isActive: i % 2 === 0,
        method: i % 2 === 0 ? "POST" : "GET",
      }),
  },
  subscriptions: {
    path: () => `/v1/webhooks/${webhookId}/subscriptions`,
    tables: ["subscriptions"],
    fields: SUBSCRIPTION_FIELDS,
    add: (i) =>
      insert("subscriptions", {
        id: uuidv7(),
        webhook_id: webhookId,
        event_key: `${text(i)}${uuidv7()}`,
        is_active: i % 2 === 0,
        created_at: time(i),
        updated_at: time(i + 1),
      }),
  },
  deliveries: {
    path: () => `/v1/webhooks/${webhookId}/deliveries`,
    tables: ["deliveries"],
    fields: DELIVERY_FIELDS,
    add: insertDelivery,
  },
  "all deliveries": {
    path: () => "/v1/deliveries",
    tables: ["deliveries"],
    fields: ALL_DELIVERY_FIELDS,
    add: insertDelivery,
  },
  events: { path: () => "/v1/events", tables: ["events"], fields: EVENT_FIELDS, add: insertEvent },
  undelivered: {
    path: () => "/v1/undelivered",
    tables: ["deliveries", "events"],
    fields: UNDELIVERED_FIELDS,
    add: (i) => (i % 2 === 0 ? insertEvent(i) : insertDelivery(i % 4 === 1 ? 2 : 3)),
  },
  callbacks: {
    path: () => "/v1/callbacks",
    tables: ["callbacks"],
    fields: CALLBACK_FIELDS,
    add: (i) =>
      insert("callbacks", {
        id: uuidv7(),
        workspace_id: tenant.workspaceId,
        connection_id: some(i, id(i)),
        provider: ["signalwire", "whatsapp"][i % 2],
        type: some(i, text(i)),
        call_id: some(i + 1, text(i)),
        verdict: ["accepted", "unreadable"][i % 2],
        reason: some(i + 2, text(i)),
        method: "POST",
        target: "/",
        headers: "[]",
        body: Buffer.from(""),
        body_bytes: 0,
        remote_address: "127.0.0.1",
        received_at: time(i),
      }),
  },
  calls: {
    path: () => "/v1/calls",
    tables: ["calls"],
    fields: CALL_FIELDS,
    add: (i) =>
      insert("calls", {
        ...own(i),
        call_id: `${text(i)}${uuidv7()}`,
        state: JSON.stringify(
          unknownCall({ callId: "c", provider: "signalwire", at: "2026-01-01T00:00:00.000Z" }),
        ),
        status: some(i, ["queued", "ended"][i % 2]),
        direction: some(i, ["inbound", "outbound"][i % 2]),
        from_number: some(i + 1, text(i)),
        to_number: some(i + 2, text(i)),
        agent_id: some(i, id(i)),
        started_at: some(i, time(i)),
        answered_at: some(i + 1, time(i)),
        ended_at: some(i + 2, time(i)),
        updated_at: time(i + 1),
      }),
  },
  connections: {
    path: () => "/v1/connections",
    tables: ["connections"],
    fields: CONNECTION_FIELDS,
    add: (i) =>
      post("/v1/connections", {
        provider: ["signalwire", "elevenlabs"][i % 2],
        name: `n${i % 3}`,
        secret: "a-secret-of-some-length",
      }),
  },
  agents: {
    path: () => "/v1/agents",
    tables: ["agents"],
    fields: AGENT_FIELDS,
    add: insertAgent,
  },
  workflows: {
    path: () => "/v1/workflows",
    tables: ["workflows"],
    fields: WORKFLOW_FIELDS,
    add: (i) =>
      insert("workflows", { ...own(i), name: text(i), reference: uuidv7(), updated_at: time(i) }),
  },
  "API keys": {
    path: () => "/v1/api-keys",
    tables: ["api_keys"],
    fields: API_KEY_FIELDS,
    add: (i) =>
      insert("api_keys", {
        ...own(i),
        name: text(i),
        prefix: `p${i % 2}`,
        key_digest: Buffer.from(uuidv7()),
        scopes: ["*"],
        last_used_at: some(i, time(i)),
      }),
  },
};

beforeAll(async () => {
  app = await startApp({ ROLE: "api" });
  tenant = await app.tenant();
  webhookId = (await post("/v1/webhooks", { url: "https://example.com/hook" })).id;
});

afterAll(() => app[Symbol.asyncDispose]());

const idsOf = (pages: readonly Body[]) => pages.flatMap(({ data }) => data.map((row) => row.id));

/** All pages from a cursor to the end in one direction, with a call after each. */
async function walk(
  path: string,
  parameters: Readonly<Record<string, string>>,
  [cursor, onwards]: readonly [string, "nextCursor" | "prevCursor"],
  between: () => Promise<unknown> = async () => undefined,
): Promise<readonly Body[]> {
  const pages: Body[] = [];
  for (let at: string | null = cursor; at !== null; at = pages.at(-1)?.meta[onwards] ?? null) {
    pages.push(await read(path, { ...parameters, cursor: at, limit: "4" }));
    if (pages.length > 30) throw new Error("the walk does not end");
    await between();
  }
  return pages;
}

describe.each(Object.entries(LISTS))("cursors over %s", (_name, list) => {
  let seeded: ReadonlySet<string>;

  beforeAll(async () => {
    for (let i = 0; i < 11; i++) await list.add(i);
    seeded = new Set(idsOf([await read(list.path(), { limit: "100" })]));
  });

  async function removeArrivals(): Promise<void> {
    for (const table of list.tables) {
      await app.query(`delete from ${table} where id <> all($1::uuid[])`, [[...seeded]]);
    }
  }

  const fields = sortable(list.fields);
  const sorts = fields.flatMap((field) => [field, `-${field}`]);
  const [first = "", second = "", third = "", fourth = ""] = fields.slice(1);

  it.each(["", ...sorts, `${first},-${second}`, `-${third},${fourth}`, `-${fourth},${third},-id`])(
    "find every row once in the order of sort=%s, there and back",
    async (sort) => {
      const expected = idsOf([await read(list.path(), { limit: "100", sort })]);

      const there = await walk(list.path(), { sort }, ["start", "nextCursor"]);
      const last = there.at(-1);
      const back = await walk(list.path(), { sort }, [last?.meta.prevCursor ?? "", "prevCursor"]);

      expect(idsOf(there)).toEqual(expected);
      expect(idsOf([...back.toReversed(), ...(last ? [last] : [])])).toEqual(expected);
      expect(there[0]?.meta).toMatchObject({ total: null, hasPrev: false, prevCursor: null });
      expect(last?.meta).toMatchObject({ hasNext: false, nextCursor: null });
      expect(back.at(-1)?.meta).toMatchObject({ hasPrev: false, prevCursor: null, hasNext: true });
    },
  );

  it.each(["", ...fields])("lose no row of sort=%s while others arrive", async (sort) => {
    const before = idsOf([await read(list.path(), { limit: "100", sort })]);
    let arrivals = 0;

    const pages = await walk(list.path(), { sort }, ["start", "nextCursor"], async () => {
      if (arrivals < 3) await list.add(arrivals++);
    });

    const found = idsOf(pages);
    expect(new Set(found).size).toBe(found.length);
    expect(found.filter((row) => before.includes(row))).toEqual(before);
    await removeArrivals();
  });
});

describe("a cursor", () => {
  let nextCursor: string;

  beforeAll(async () => {
    for (let i = 0; i < 3; i++) await insertAgent(i);
    const { meta } = await read("/v1/agents", { limit: "1", sort: "name" });
    nextCursor = meta.nextCursor ?? "";
  });

  it("goes on from a page by number, and back to one", async () => {
    const all = idsOf([await read("/v1/agents", { sort: "name", limit: "100" })]);
    const page = await read("/v1/agents", { sort: "name", limit: "1", page: "2" });
    const next = page.meta.nextCursor ?? "";
    const previous = page.meta.prevCursor ?? "";
    expect(idsOf([await read("/v1/agents", { sort: "name", limit: "100", cursor: next })])).toEqual(
      all.slice(2),
    );
    expect(
      idsOf([await read("/v1/agents", { sort: "name", limit: "100", cursor: previous })]),
    ).toEqual(all.slice(0, 1));
  });

  it("is linked", async () => {
    const { headers } = await get("/v1/agents?limit=1&page=2&sort=name");
    const link = headers.get("link") ?? "";
    const [, next] = /<([^>]+)>; rel="next"/.exec(link) ?? [];
    const [, previous] = /<([^>]+)>; rel="prev"/.exec(link) ?? [];
    const all = idsOf([await read("/v1/agents", { sort: "name", limit: "100" })]);
    expect(idsOf([(await get(next ?? "")).body])).toEqual(all.slice(2, 3));
    expect(idsOf([(await get(previous ?? "")).body])).toEqual(all.slice(0, 1));
  });

  it("knows its place when its row is gone", async () => {
    const sort = "name";
    const [first, second] = idsOf([await read("/v1/agents", { sort, limit: "2" })]);
    await app.query("delete from agents where id = $1", [first]);
    const page = await read("/v1/agents", { sort, limit: "1", cursor: nextCursor });
    expect(idsOf([page])).toEqual([second]);
    expect(page.meta).toMatchObject({ hasPrev: false, prevCursor: null });
  });

  const cursor = () => encodeURIComponent(nextCursor);

  it.each([
    ["changed", () => `/v1/agents?sort=name&cursor=${cursor().replace(/^./, "A")}`],
    ["cut off", () => `/v1/agents?sort=name&cursor=${cursor().slice(0, -1)}`],
    ["unsigned", () => `/v1/agents?sort=name&cursor=${nextCursor.split(".")[0]}`],
    ["continued", () => `/v1/agents?sort=name&cursor=${cursor()}.x`],
    ["not one", () => "/v1/agents?sort=name&cursor=%00%ff"],
    ["of another sort", () => `/v1/agents?sort=-name&cursor=${cursor()}`],
    ["of another filter", () => `/v1/agents?sort=name&filter=eq(isActive,true)&cursor=${cursor()}`],
    ["of another list", () => `/v1/workflows?sort=name&cursor=${cursor()}`],
    ["beside a page", () => `/v1/agents?sort=name&page=1&cursor=${cursor()}`],
    ["start beside a page", () => "/v1/agents?page=1&cursor=start"],
    ["given twice", () => `/v1/agents?sort=name&cursor=${cursor()}&cursor=${cursor()}`],
    ["very long", () => `/v1/agents?cursor=${"A".repeat(8_000)}.${"A".repeat(43)}`],
  ])("is refused when it is %s", async (_how, target) => {
    const { status, body } = await get(target());
    expect(status).toBe(400);
    expect(body).toMatchObject({
      code: "invalid-request",
      errors: [{ path: "cursor", message: expect.any(String) }],
    });
  });

  it("is refused in another workspace", async () => {
    const other = await app.tenant();
    const { status, body } = await get(`/v1/agents?sort=name&cursor=${cursor()}`, other);
    expect(status).toBe(400);
    expect(body.errors[0].path).toBe("cursor");
  });

  it("is refused when it was made elsewhere", async () => {
    const position = { id: uuidv7(), values: ["a"] };
    const forged = `${encodeCursor({ direction: "after", position })}.${"A".repeat(43)}`;
    const { status } = await get(`/v1/agents?sort=name&cursor=${forged}`);
    expect(status).toBe(400);
  });
});
