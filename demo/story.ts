import type { Fixture } from "#src/cli/fixtures.ts";
import { shortened, table } from "#src/cli/io.ts";
import { isAccepted } from "#src/cli/replay.ts";
import { expectedKeys, type Play, type Run } from "./check.ts";
import { CHECKS } from "./tenant.ts";

const WIDTH = 100;

/** What this is, for somebody who never saw it. */
export const PROLOGUE = `
SWITCHHOOK DEMO

Phone and messaging providers report what happens on their side by calling a URL ("callback"). Switchhook
takes those callbacks, checks that they are genuine, turns every provider's own format into one catalog of
events, and delivers the events, signed, to the URLs that its users ("tenants") registered.

Everything below happens on this machine: a gateway with its own PostgreSQL, a tenant's endpoint, and
recorded callbacks, each signed again as its provider would sign it now.
`;

export function chapter(number: number, title: string): string {
  return `\n${number}. ${title}\n${"-".repeat(WIDTH)}\n`;
}

/** Words separated by commas, in lines of bearable length. */
export function wrapped(words: readonly string[]): string {
  const lines: string[] = [];
  let line = "";
  for (const word of words) {
    const longer = line === "" ? `  ${word}` : `${line}, ${word}`;
    if (longer.length < WIDTH) {
      line = longer;
      continue;
    }
    lines.push(`${line},`);
    line = `  ${word}`;
  }
  return [...lines, line].map((full) => `${full}\n`).join("");
}

export const LEGEND = `A callback that tells nothing to tenants is kept, and becomes no event (-). Every delivery named here was
verified by the tenant; an event without one (-) is kept too: the format that this webhook asked for,
"agents-studio", has no name for it.`;

export function accounts(fixtures: readonly Fixture[], urls: ReadonlyMap<Fixture, string>): string {
  const byProvider = Map.groupBy(fixtures, ({ provider }) => provider);
  return table(
    ["provider", "recordings", "calls back at"],
    [...byProvider].map(([provider, recordings]) => {
      const [first = "", ...more] = new Set(recordings.map((fixture) => urls.get(fixture) ?? ""));
      const others = more.length === 0 ? "" : ` and ${more.length} more`;
      return [provider, recordings.length, first + others];
    }),
  );
}

/** One line for each callback and each kind of event it became; callbacks in a row that became the same share theirs. */
export function callbackTable({ plays, records, received }: Run): string {
  const idOf = new Map(records.events.map(({ dedupeKey, id }) => [dedupeKey, id]));
  const verified = new Set(
    received.filter(({ failedChecks }) => failedChecks.length === 0).map(({ id }) => id),
  );
  const delivered = new Set(
    records.deliveries
      .filter(({ id }) => verified.has(id))
      .map(({ eventId, eventKey }) => `${eventId} ${eventKey}`),
  );
  return table(
    ["callback", "answer", "event", "delivered to the tenant as"],
    grouped(
      plays.map((play) => rowsOf(play, (key, name) => delivered.has(`${idOf.get(key)} ${name}`))),
    ),
  );
}

type Rows = readonly (readonly string[])[];

/** Each of `all`: the rows of one callback, of which the first begins with its name. */
function grouped(all: readonly Rows[]): Rows {
  const groups: { readonly rows: Rows; readonly told: string; count: number }[] = [];
  for (const rows of all) {
    const [[name = "", ...rest] = [], ...others] = rows;
    const told = JSON.stringify([name.split("/", 1), rest, others]);
    const last = groups.at(-1);
    if (last?.told === told) last.count += 1;
    else groups.push({ rows, told, count: 1 });
  }
  return groups.flatMap(({ rows, count }) => {
    const [[name = "", ...rest] = [], ...others] = rows;
    return count === 1 ? rows : [[`${name} + ${count - 1} more`, ...rest], ...others];
  });
}

type IsDelivered = (dedupeKey: string, eventKey: string) => boolean;

function rowsOf(play: Play, isDelivered: IsDelivered): readonly (readonly string[])[] {
  const { name, answer, events } = play;
  const answered = answer === null ? "" : String(answer.status ?? shortened(answer.text, 20));
  const lines = events.map((event) => {
    const names = expectedKeys(event).map((name) =>
      isDelivered(event.dedupeKey, name) ? name : `${name} (NOT DELIVERED)`,
    );
    return [event.type, names.join(", ") || "-"] as const;
  });
  if (lines.length === 0) return [[name, answered, "-", "-"]];
  return counted(lines).map(([type, names], index) =>
    index === 0 ? [name, answered, type, names] : ["", "", type, names],
  );
}

function counted(lines: readonly (readonly [string, string])[]): readonly [string, string][] {
  const groups = Map.groupBy(lines, (line) => line.join("\n"));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    return [[group.length === 1 ? first[0] : `${first[0]} x ${group.length}`, first[1]]];
  });
}

/** One delivery in full, the most talkative about the end of a call. */
export function sample({ received }: Run): string {
  const ends = received.filter(({ eventKey }) => eventKey === "call.callEnded");
  const [shown] = ends.toSorted((a, b) => b.body.length - a.body.length);
  if (shown === undefined) return "(no call ended)\n";
  const headers = Object.keys(CHECKS)
    .concat("webhook-id", "webhook-timestamp", "x-timestamp")
    .toSorted()
    .map((name) => `${name}: ${shown.headers[name]}\n`);
  return `${headers.join("")}\n${JSON.stringify(shown.payload, null, 2)}\n`;
}

export function summary({ plays, records, received }: Run, links: number): string {
  const answers = plays.flatMap(({ answer }) => answer ?? []);
  const genuine = received.filter(({ failedChecks }) => failedChecks.length === 0).length;
  const ids = new Set(received.map(({ id }) => id)).size;
  return table(
    ["", ""],
    [
      ["callbacks sent", answers.length],
      ["  answered 2xx", answers.filter(isAccepted).length],
      ["events", records.events.length],
      ["deliveries", records.deliveries.length],
      ["  received by the tenant", received.length],
      [`  verified (${Object.keys(CHECKS).join(", ")})`, genuine],
      ["  sent twice", received.length - ids],
      ["links to recordings and transcripts", links],
    ],
  ).trimStart();
}
