import { where } from "#dashboard/app/where.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const PHONE = /^\+?[\d\s().-]{5,20}$/;

/** One field for whatever somebody has at hand: an id of ours, a number to dial, or an id of a provider. */
export function searched(text: string, idFields: readonly string[]): string | undefined {
  const q = text.trim();
  if (q === "") return undefined;
  const byId = idFields.map((field) => where.eq(field, q));
  if (UUID.test(q)) return where.or(where.eq("id", q), ...byId);
  return PHONE.test(q) ? where.or(where.eq("phone", q), ...byId) : where.or(...byId);
}
