import type { Play } from "./check.ts";
import type { Records } from "./records.ts";

const PLACEHOLDER = /<id \d+>/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Names for what the gateway will name itself. */
export function createPlaceholders(): () => string {
  let count = 0;
  return () => `<id ${++count}>`;
}

/**
 * The plays with the ids that the gateway gave in place of their placeholders. Each stands for the id of the first event
 * that has one; where another says otherwise, or none has one, the check finds it.
 */
export function withGivenIds(plays: readonly Play[], { events }: Records): readonly Play[] {
  const given = new Map<string, string>();
  const stored = new Map(events.map((event) => [event.dedupeKey, event]));
  for (const { dedupeKey, data } of plays.flatMap((play) => play.events)) {
    for (const [placeholder, id] of pairs(data, stored.get(dedupeKey)?.data)) {
      if (!given.has(placeholder)) given.set(placeholder, id);
    }
  }
  return plays.map((play) => ({ ...play, events: replaced(play.events, given) }));
}

function pairs(expected: object, actual: unknown): readonly (readonly [string, string])[] {
  const values = new Map<string, unknown>(Object.entries(actual ?? {}));
  return Object.entries(expected).flatMap(([name, value]) => {
    const id = values.get(name);
    const isNamed = typeof value === "string" && PLACEHOLDER.test(value);
    return isNamed && typeof id === "string" && UUID.test(id) ? [[value, id] as const] : [];
  });
}

function replaced(events: Play["events"], given: ReadonlyMap<string, string>): Play["events"] {
  const text = JSON.stringify(events);
  if (!PLACEHOLDER.test(text)) return events;
  return JSON.parse(text.replaceAll(/<id \d+>/g, (name) => given.get(name) ?? name));
}
