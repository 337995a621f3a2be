import { answer, api } from "#dashboard/app/client.ts";
import { known } from "#dashboard/i18n/t.ts";
import type { DialectId } from "#dashboard/shared/dialects.ts";
import { inWords } from "#dashboard/shared/in-words.ts";
import type { EventKey, EventKeyList } from "#sdk/schema.ts";

export type EventCategory = EventKeyList["categories"][number];

export function loadEventKeys(dialect: DialectId, signal?: AbortSignal): Promise<EventKeyList> {
  const params = { query: { dialect } };
  return answer(api.GET("/v1/event-keys", { params, ...(signal && { signal }) }));
}

/** The same events in the words of another dialect, as far as it has words for them. */
export function inOtherWords(
  eventKeys: readonly string[],
  { from, to }: Readonly<Record<"from" | "to", EventKeyList>>,
): readonly string[] {
  const chosen = from.data.filter(({ key }) => eventKeys.includes(key));
  const meant = new Set(chosen.flatMap(({ types }) => types));
  return to.data.filter(({ types }) => types.some((type) => meant.has(type))).map(({ key }) => key);
}

/** The SubVerse document has names of its own for its events; of the others the catalog's are theirs. */
export function titleOf({ key, title }: EventKey, dialect: DialectId): string {
  const own =
    dialect === "subverse" ? known("webhookForm", `subverse_${key.replace(".", "_")}`) : undefined;
  return own ?? inWords(title);
}

export function categoryTitle({ key, title }: EventCategory): string {
  return known("webhookForm", `category_${key}`) ?? inWords(title);
}
