/** Every operation there is, asked in ways in which no well-behaved client would ask. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ADMIN_TOKEN, startApp, type TestApp } from "../support/app.ts";
import { type Belongings, newBelongings } from "../support/belongings.ts";
import { damaged, type Fault, HOSTILE_BODIES } from "../support/hostile-bodies.ts";
import { exchange, type RawReply, rawRequest } from "../support/hostile-client.ts";
import { STRANGE_IDS } from "../support/hostile-requests.ts";
import { bodyOf, describedOperations, type Operation, pathOf } from "../support/operations.ts";
import { createSink, type Sink } from "../support/sink.ts";
import { keyOf } from "../support/talkover.ts";

const OPERATIONS = await describedOperations();
/** Callbacks are bytes of their providers; they have tests of their own. */
const OURS = OPERATIONS.filter(({ path }) => !path.startsWith("/api/webhooks/{provider}"));
const WITH_BODY = OURS.filter(({ hasBody }) => hasBody);
const isTalkover = ({ path }: Operation) => path.startsWith("/api/v1/");

/** Dots lead out of the path, and so out of the API that it belongs to. */
const DOTS = "%2e%2e";
/** No record's, of those that have numbers. */
const NUMBERS = [
  ...["9007199254740992", "99999999999999999999", "1e3", "0x1", "1.0", "+1", "01", "1,2", "٣"].map(
    encodeURIComponent,
  ),
];

let app: TestApp;
let sink: Sink;
let ours: Belongings;
let port: number;

beforeAll(async () => {
  app = await startApp({ RATE_LIMIT_PER_MINUTE: "1000000" });
  sink = await createSink(() => ({ status: 500 }));
  ours = await newBelongings(app, sink);
  port = Number(new URL(app.url).port);
});

afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await sink[Symbol.asyncDispose]();
});

function credentials({ caller }: Operation): readonly string[] {
  if (caller === "operator") return [`Authorization: Bearer ${ADMIN_TOKEN}`];
  return [`Authorization: Bearer ${keyOf(ours.tenant)}`, `X-Workspace-Id: ${ours.ids.workspace}`];
}

type Sent = {
  readonly target?: string;
  readonly body?: string | Uint8Array | undefined;
  readonly type?: string;
};

function perform(operation: Operation, sent: Sent = {}): Promise<RawReply> {
  const { target = pathOf(operation, [ours, ours]), body, type = "application/json" } = sent;
  const headers = [
    ...credentials(operation),
    ...(body === undefined ? [] : [`Content-Type: ${type}`]),
  ];
  const { method } = operation;
  return exchange(
    port,
    rawRequest({ method, target, headers, ...(body !== undefined && { body }) }),
  );
}

/** The answer is one that the description has, in a type that it has for it, and no fault of the gateway. */
function expectDeclared({ id, answers }: Operation, reply: RawReply, asked: string): void {
  const { default: otherwise } = answers;
  const types = answers[reply.status] ?? otherwise;
  expect(types, `${id} ${asked.slice(0, 300)}: ${reply.status} ${reply.text}`).toBeDefined();
  expect(reply.status, `${asked.slice(0, 300)}: ${reply.text}`).toBeLessThan(500);
  if (types === undefined || types.length === 0) return;
  expect(types).toContain(reply.contentType.split(";", 1)[0]);
}

const STATUS = {
  malformed: 400,
  invalid: 400,
  "too-large": 413,
  mislabelled: 415,
} as const satisfies Record<Fault, number>;

function statusOf(operation: Operation, fault: Fault): number {
  return isTalkover(operation) && fault === "invalid" ? 422 : STATUS[fault];
}

function fieldsOf(operation: Operation): Readonly<Record<string, unknown>> {
  return { ...(bodyOf(operation) as object), x: 1 };
}

describe("a body", () => {
  it.each(WITH_BODY)("that is none of what it takes is refused: $id", async (operation) => {
    const fields = fieldsOf(operation);
    for (const { what, fault, type, of } of HOSTILE_BODIES) {
      const body = of(fields);
      const reply = await perform(operation, { body, ...(type !== undefined && { type }) });
      expect([what, reply.status]).toEqual([what, statusOf(operation, fault)]);
      expectDeclared(operation, reply, what);
    }
  });

  it.each(WITH_BODY)("with something odd in it is answered: $id", async (operation) => {
    for (const body of ["", ...damaged(fieldsOf(operation))]) {
      expectDeclared(operation, await perform(operation, { body }), body);
    }
  });

  it.each(OURS.filter(({ hasBody, method }) => !hasBody && method !== "GET"))(
    "where none belongs is not looked at, but is limited: $id",
    async (operation) => {
      const large = await perform(operation, { body: "a".repeat(6 * 1024 * 1024) });
      expect(large.status).toBe(413);
      expectDeclared(operation, large, "6 MiB");
    },
  );
});

describe("an id", () => {
  const PLACES = OURS.flatMap((operation) =>
    [...operation.path.matchAll(/\{\w+\}/g)].map(({ 0: parameter, index }) => {
      return { operation, parameter, index, id: operation.id };
    }),
  );

  it.each(PLACES)("that names nothing is not found: $id $parameter", async (place) => {
    const { operation, parameter, index } = place;
    // What comes before it is there.
    const before = pathOf({ ...operation, path: operation.path.slice(0, index) }, [ours, ours]);
    const rest = { ...operation, path: operation.path.slice(index + parameter.length) };
    const after = rest.path.replaceAll(/\{\w+\}/g, "01890000-0000-7000-8000-000000000001");
    const body = operation.hasBody ? JSON.stringify(bodyOf(operation)) : undefined;
    const isNumber = /^\d+$/.test(
      pathOf(operation, [ours, ours]).slice(before.length).split("/")[0] ?? "",
    );
    // A number that may well be a record's is not strange.
    const strange = isNumber ? STRANGE_IDS.filter((id) => !/^[1-9]$/.test(id)) : STRANGE_IDS;
    const leads = (id: string) => isElsewhere(operation, `${before}${id}${after}`);
    const dots = leads(DOTS) ? [DOTS] : [];
    for (const id of [...strange, ...NUMBERS].filter((one) => !dots.includes(one))) {
      const target = `${before}${id}${after}`;
      const reply = await perform(operation, { target, body });
      expect([target, reply.status]).toEqual([target, 404]);
      if (id !== DOTS) expectDeclared(operation, reply, target);
    }
  });
});

/** Dots resolved, it is the path of another operation. */
function isElsewhere({ method }: Operation, target: string): boolean {
  const { pathname } = new URL(target, app.url);
  return OURS.some((other) => other.method === method && leadsTo(other, pathname));
}

describe("a query", () => {
  const VALUES = ["", "1", "-1", "%00", "%ff", "%ed%a0%80", "%zz", "a".repeat(4_000), "[]", "true"];

  it.each(OURS.filter(({ query }) => query.length > 0))(
    "with something odd in it is answered: $id",
    async (operation) => {
      const path = pathOf(operation, [ours, ours]);
      for (const name of operation.query) {
        const queries = [
          ...VALUES.map((value) => `${name}=${value}`),
          ...[`${name}=1&${name}=2`, `${name}[]=1`, `${name}[x]=1`, name, `%${name}=1`],
        ];
        for (const query of queries) {
          const reply = await perform(operation, { target: `${path}?${query}` });
          expectDeclared(operation, reply, query);
        }
      }
    },
  );
});

describe("a method", () => {
  const PATHS = [...Map.groupBy(OURS, ({ path }) => path)].map(([path, operations]) => {
    return { path, operations };
  });
  const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];

  it.each(PATHS)("that a path does not know is refused with those it does: $path", async (at) => {
    const [any] = at.operations;
    if (any === undefined) throw new Error("a path without operations");
    // Another path may lead there too: `batch` could be the id of an event.
    const path = pathOf(any, [ours, ours]);
    const known = OURS.filter((other) => leadsTo(other, path)).map(({ method }) => method);
    const headers = Object.fromEntries(credentials(any).map((line) => line.split(": ", 2)));
    const target = `${app.url}${path}`;
    const allowed = [...known, ...(known.includes("GET") ? ["HEAD"] : [])].toSorted();
    for (const method of METHODS.filter((other) => !known.includes(other))) {
      const response = await fetch(target, { method, headers });
      expect([method, response.status]).toEqual([method, 405]);
      expect(response.headers.get("Allow")?.split(", ").toSorted()).toEqual(allowed);
    }
    const options = await fetch(target, { method: "OPTIONS", headers });
    expect([options.status, options.headers.get("Allow")?.split(", ").toSorted()]).toEqual([
      204,
      allowed,
    ]);
  });
});

function leadsTo({ path: template }: Operation, path: string): boolean {
  return new RegExp(`^${template.replaceAll(/\{\w+\}/g, "[^/]+")}$`).test(path);
}

describe("after all of this", () => {
  it("the gateway has had no fault of its own and still serves", async () => {
    expect(app.log.filter(({ level }) => level === "error")).toEqual([]);
    expect((await fetch(`${app.url}/readyz`)).status).toBe(200);
  });
});
