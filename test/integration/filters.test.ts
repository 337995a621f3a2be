import fc from "fast-check";
import type pg from "pg";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FilterExpression, parseFilter } from "#src/core/filter-expression.ts";
import { checkFilter, DELIVERY_FIELDS, type Filter } from "#src/core/filter-fields.ts";
import { prefixedId } from "#src/core/ids.ts";
import { createPool } from "#src/db/pool.ts";
import { listDeliveries } from "#src/db/read-models/deliveries.ts";
import { queryOn } from "#src/db/sql.ts";
import type { DeliveryView } from "#src/pipeline/tenant-ports.ts";
import { createDatabase, type TestDatabase } from "../support/database.ts";
import { among, combined, compared, printFilter } from "../support/filters.ts";
import { seedDelivery } from "../support/tenant-gateway.ts";

const ref = { workspaceId: uuidv7(), webhookId: uuidv7() };
let database: TestDatabase;
let pool: pg.Pool;
let rows: readonly DeliveryView[];

const KEYS = [
  "call.callEnded",
  "call.callMissed",
  "CALL.callEnded",
  "tool.invoked",
  "a%b",
  "a_b",
  "é\\",
];
const TIMES = ["2025-08-19T16:00:00.000Z", "2025-08-19T16:00:00.001Z", "2025-08-20T00:00:00.000Z"];

beforeAll(async () => {
  database = await createDatabase();
  pool = createPool({
    connectionString: database.connectionString,
    max: 2,
    onError: () => undefined,
  });
  for (let index = 0; index < 40; index++) {
    const at = TIMES[index % 3]?.replace("Z", "456Z");
    await seedDelivery(pool, {
      ...ref,
      event_key: KEYS[index % KEYS.length],
      status: ["pending", "delivered", "failed", "suppressed"][index % 4],
      response_status: [null, 200, 404, 500][index % 4],
      error_class: [null, "timeout", "http_error"][index % 3],
      attempts: index % 6,
      created_at: at,
      updated_at: at,
    });
  }
  rows = (await find(null)).items;
});

afterAll(async () => {
  await pool.end();
  await database[Symbol.asyncDispose]();
});

function find(filter: Filter<keyof typeof DELIVERY_FIELDS> | null) {
  return listDeliveries(queryOn(pool), ref, { filter, sort: [], page: 1, limit: 100 });
}

/** The ids a filter's text finds. */
async function found(text: string): Promise<readonly string[]> {
  const parsed = parseFilter(text);
  const checked = parsed.ok ? checkFilter(parsed.value, DELIVERY_FIELDS) : parsed;
  if (!checked.ok) throw new Error(checked.reason.message);
  return (await find(checked.value)).items.map(({ id }) => id);
}

type Comparable = string | number | boolean | Date | null | undefined;

/** What the filter means, said without SQL. */
function matches(row: DeliveryView, expression: FilterExpression): boolean {
  if ("operand" in expression) return !matches(row, expression.operand);
  if ("operands" in expression) {
    const each = (operand: FilterExpression) => matches(row, operand);
    return expression.op === "and"
      ? expression.operands.every(each)
      : expression.operands.some(each);
  }
  const actual = row[expression.field.name as keyof DeliveryView];
  if ("values" in expression) {
    return expression.values.some(({ value }) => isEqual(actual, value));
  }
  return compare(expression.op, actual, expression.value.value);
}

function compare(op: string, actual: Comparable, value: unknown): boolean {
  if (op === "eq") return isEqual(actual, value);
  if (op === "ne") return !isEqual(actual, value);
  if (actual === null || actual === undefined) return false;
  if (op === "like") return like(String(value)).test(String(actual));
  const order = orderOf(actual, value);
  return { gt: order > 0, gte: order >= 0, lt: order < 0, lte: order <= 0 }[op] ?? false;
}

function isEqual(actual: Comparable, value: unknown): boolean {
  return actual instanceof Date
    ? value !== null && orderOf(actual, value) === 0
    : (actual ?? null) === value;
}

function orderOf(actual: string | number | boolean | Date, value: unknown): number {
  if (actual instanceof Date) return actual.getTime() - Date.parse(String(value));
  if (typeof actual === "number") return actual - Number(value);
  return Buffer.compare(Buffer.from(String(actual)), Buffer.from(String(value)));
}

function like(pattern: string): RegExp {
  const source = pattern.replace(/\\([\s\S])|[%_]|[.*+?^${}()|[\]]/gu, (found, escaped) => {
    if (escaped !== undefined) return escaped.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
    if (found === "%") return "[\\s\\S]*";
    return found === "_" ? "[\\s\\S]" : `\\${found}`;
  });
  return new RegExp(`^${source}$`, "u");
}

const key = fc.constantFrom(...KEYS, "call", "");
const time = fc.constantFrom(...TIMES, "2025-08-19", "2025-08-19T18:00:00+02:00");
const amount = fc.oneof(
  fc.constantFrom(0, 3, 5, 200, 404, 500),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const ORDER = ["gt", "gte", "lt", "lte"] as const;
const anyOrder = fc.constantFrom("eq", "ne", ...ORDER);
const equality = fc.constantFrom("eq" as const, "ne" as const);
const pattern = fc.constantFrom(
  "%",
  "call.%",
  "%Ended",
  "_all%",
  "a\\%b",
  "a_b",
  "a\\_b",
  "é\\\\",
  "",
  "(",
);

/** Any filter on deliveries that means something. */
const leaf: fc.Arbitrary<FilterExpression> = fc.oneof(
  fc.tuple(anyOrder, key).map(([op, value]) => compared(op, "eventKey", value)),
  fc.tuple(anyOrder, time).map(([op, value]) => compared(op, "createdAt", value)),
  fc
    .tuple(anyOrder, fc.constantFrom("attempts", "responseStatus"), amount)
    .map(([op, field, value]) => compared(op, field, value)),
  fc
    .tuple(
      equality,
      fc.constantFrom("responseStatus", "errorClass", "status", "eventKey", "createdAt"),
    )
    .map(([op, field]) => compared(op, field, null)),
  fc
    .tuple(equality, fc.constantFrom("timeout", "http_error", "gone"))
    .map(([op, value]) => compared(op, "errorClass", value)),
  fc
    .tuple(fc.constantFrom("eventKey", "errorClass", "status"), pattern)
    .map(([field, value]) => compared("like", field, value)),
  fc
    .array(fc.oneof(amount, fc.constant(null)), { minLength: 1, maxLength: 4 })
    .map((values) => among("responseStatus", values)),
  fc
    .array(fc.constantFrom("pending", "failed", null), { minLength: 1, maxLength: 3 })
    .map((values) => among("status", values)),
  fc.array(time, { minLength: 1, maxLength: 3 }).map((values) => among("createdAt", values)),
);

describe("a filter in PostgreSQL", () => {
  it("finds what it says, whatever it says", async () => {
    await fc.assert(
      fc.asyncProperty(combined(leaf), async (expression) => {
        const expected = rows.filter((row) => matches(row, expression)).map(({ id }) => id);
        expect(await found(printFilter(expression))).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it("finds a row by its id in either spelling", async () => {
    const [row] = rows;
    if (row === undefined) throw new Error("there are no rows");
    expect(await found(`eq(id,"${row.id}")`)).toEqual([row.id]);
    expect(await found(`in(id,"${prefixedId("evt", row.id)}")`)).toEqual([row.id]);
    expect(await found(`eq(eventId,"${row.eventId}")`)).toEqual([row.id]);
  });

  it("finds a row by the times it shows", async () => {
    const [row] = rows;
    if (row === undefined) throw new Error("there are no rows");
    const at = row.createdAt.toISOString();
    expect(await found(`eq(createdAt,"${at}")`)).toContain(row.id);
    expect(await found(`gt(createdAt,"${at}")`)).not.toContain(row.id);
  });

  it.each([
    `eq(eventKey,"' or 1=1 --")`,
    `eq(eventKey,"\\"; drop table deliveries; --")`,
    `like(eventKey,"$1 :id %s ?")`,
    `in(eventKey,"'","''","$$")`,
    'lt(createdAt,"0000-01-01T00:00:00Z")',
    'gt(createdAt,"9999-12-31T23:59:59.999Z")',
    "gt(attempts,1.7976931348623157e308)",
    "lt(attempts,-1.7976931348623157e308)",
    "eq(attempts,5e-324)",
    "eq(attempts,1e-400)",
    "eq(attempts,2.5)",
  ])("takes %s as it stands", async (text) => {
    const ids = await found(text);
    expect(ids).toEqual(text.includes("1e-400") ? await found("eq(attempts,0)") : []);
  });

  it("takes the largest filter there can be", async () => {
    const numbers = Array.from({ length: 99 }, (_, index) => index).join(",");
    expect(await found(`in(attempts,${numbers})`)).toHaveLength(40);
    const deep = `${"not(".repeat(15)}eq(attempts,1)${")".repeat(15)}`;
    expect(await found(deep)).toEqual(await found("ne(attempts,1)"));
  });
});
