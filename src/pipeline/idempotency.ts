import type { IdempotencyClaim, IngestUnit, KeptAnswer } from "./ports.ts";

/** What is carried out once per key. */
export type Keyed<Outcome> = {
  readonly idempotency?: IdempotencyClaim & {
    /** What was answered, as it is kept with the effect. */
    answer(outcome: Outcome): Omit<KeptAnswer, "bodyDigest">;
  };
};

/** How long an answer is kept. */
export const KEPT_MS = 24 * 60 * 60 * 1000;

export type Claimed<Item> = {
  /** To be carried out: without a key, or with one that was free. */
  readonly due: readonly Item[];
  /** Keeps the answers of what was carried out; then tells what the key of an item was answered, null for those due. */
  settle(outcomeOf: (item: Item) => unknown): Promise<(item: Item) => KeptAnswer | null>;
};

/**
 * Claims the keys of a group inside its transaction. A key that another transaction holds is waited for; of several
 * items with one key the first is carried out.
 */
export async function claimKeys<Outcome, Item extends Keyed<Outcome>>(
  unit: Pick<IngestUnit, "claimKeys" | "keepAnswers">,
  items: readonly Item[],
  now: Date,
): Promise<Claimed<Item>> {
  const firsts = new Map<string, Item>();
  for (const item of items) {
    const name = nameOf(item);
    if (name !== null && !firsts.has(name)) firsts.set(name, item);
  }
  if (firsts.size === 0) return { due: items, settle: async () => () => null };
  const claims = [...firsts.values()].flatMap(({ idempotency }) => idempotency ?? []);
  const answered = await unit.claimKeys(claims, now);
  const kept = new Map([...firsts.keys()].map((name, index) => [name, answered[index] ?? null]));
  const isDue = (item: Item) => {
    const name = nameOf(item);
    return name === null || (firsts.get(name) === item && kept.get(name) === null);
  };
  const due = items.filter(isDue);
  return {
    due,
    async settle(outcomeOf) {
      const answers = due.flatMap((item) => {
        const { idempotency } = item;
        if (idempotency === undefined) return [];
        return { ...idempotency, ...idempotency.answer(outcomeOf(item) as Outcome) };
      });
      if (answers.length > 0) await unit.keepAnswers(answers);
      for (const answer of answers) kept.set(keyName(answer), answer);
      return (item) => (due.includes(item) ? null : (kept.get(nameOf(item) ?? "") ?? null));
    },
  };
}

function nameOf({ idempotency }: Keyed<never>): string | null {
  return idempotency === undefined ? null : keyName(idempotency);
}

function keyName({ workspaceId, route, key }: IdempotencyClaim): string {
  return `${workspaceId} ${route} ${key}`;
}
