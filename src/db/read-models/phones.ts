import sql, { join, raw, type Sql } from "sql-template-tag";
import type { Filter, FilterValue } from "#src/core/filter-fields.ts";
import type { Query } from "#src/db/sql.ts";

/** Of more the ids are not carried about: what has a number that so many have is soon come upon by looking. */
const MOST_IDS = 5_000;

/** The spellings under which a normalised number is stored. Texts that are no numbers stand for themselves. */
export function spellings(value: FilterValue): Sql {
  const text = String(value);
  const all = /^\d+$/.test(text) ? [text, `+${text}`] : [text];
  return sql`${all}::text[]`;
}

/** In the form that an index can answer. */
export function isOneOf(column: Sql, value: FilterValue): Sql {
  return sql`(${column} is not null and ${column} = any(${spellings(value)}))`;
}

/** Is it the number of either side of a row of calls? */
export function isPartyOf(call: Sql, value: FilterValue): Sql {
  return sql`(${isOneOf(sql`${call}.from_number`, value)} or ${isOneOf(sql`${call}.to_number`, value)})`;
}

/*
 * The numbers of a message, out of the text of its event: the first of each kind that is there. Indexed as they stand
 * here (migration 0041). The text is JSON.stringify's own: there is no space in it, and a quote in a value is escaped.
 */
const IS_MESSAGE = sql`(e.type like 'whatsapp.%' or e.type like 'sms.%')`;
const NUMBERS = [
  sql`substring(e.data::text from '"(?:from|userPhone)":"\\+?([^"\\\\]{1,64})"')`,
  sql`substring(e.data::text from '"(?:to|recipientId)":"\\+?([^"\\\\]{1,64})"')`,
  sql`substring(e.data::text from '"displayPhoneNumber":"\\+?([^"\\\\]{1,64})"')`,
];

/** By the number: the events whose call or message has it; null where those are too many. */
export type EventsOfPhones = ReadonlyMap<FilterValue, readonly string[] | null>;

/** Is it the number of either side of the event's call or message? */
export function isPhoneOfEvent(
  workspaceId: string,
  found: EventsOfPhones,
  value: FilterValue,
): Sql {
  const ids = found.get(value) ?? null;
  if (ids !== null) return sql`e.id = any(${ids}::uuid[])`;
  const isOfCall = sql`exists (select from calls c
    where c.workspace_id = ${workspaceId} and c.call_id = e.call_id and ${isPartyOf(sql`c`, value)})`;
  const isOfMessage = NUMBERS.map((number) => sql`(${isMessageWith(number, value)})`);
  return sql`(${join([isOfCall, ...isOfMessage], " or ")})`;
}

function isMessageWith(number: Sql, value: FilterValue): Sql {
  return sql`${IS_MESSAGE} and ${number} is not null and ${number} = ${value}::text`;
}

/**
 * Looked up first, each where an index has it: asked of every event in the order of a list, PostgreSQL would take it to
 * be come upon soon, and look at millions.
 */
export async function eventsOfPhones(
  query: Query,
  workspaceId: string,
  filter: Filter | null,
): Promise<EventsOfPhones> {
  const found = new Map<FilterValue, readonly string[] | null>();
  for (const value of phonesIn(filter)) found.set(value, await eventsOf(query, workspaceId, value));
  return found;
}

async function eventsOf(
  query: Query,
  workspaceId: string,
  value: FilterValue,
): Promise<readonly string[] | null> {
  const few = (select: Sql) => sql`(${select} limit ${MOST_IDS + 1})`;
  const ofCalls = ["from_number", "to_number"].map((side) =>
    few(sql`select c.call_id as id from calls c
      where c.workspace_id = ${workspaceId} and ${isOneOf(sql`c.${raw(side)}`, value)}`),
  );
  const calls = await idsOf(query, ofCalls);
  if (calls.length > MOST_IDS) return null;
  const ofEvents = [
    sql`e.call_id = any(${calls}::text[])`,
    ...NUMBERS.map((number) => isMessageWith(number, value)),
  ].map((condition) =>
    few(sql`select e.id from events e where e.workspace_id = ${workspaceId} and ${condition}`),
  );
  const events = await idsOf(query, ofEvents);
  return events.length > MOST_IDS ? null : events;
}

/** Each once. */
async function idsOf(query: Query, selects: readonly Sql[]): Promise<readonly string[]> {
  const rows = await query<{ readonly id: string }>(join([...selects], " union all "));
  return [...new Set(rows.map(({ id }) => id))];
}

function phonesIn(filter: Filter | null): ReadonlySet<FilterValue> {
  if (filter === null) return new Set();
  if ("operand" in filter) return phonesIn(filter.operand);
  if ("operands" in filter) return new Set(filter.operands.flatMap((one) => [...phonesIn(one)]));
  if (filter.field !== "phone") return new Set();
  return new Set("values" in filter ? filter.values : [filter.value]);
}
