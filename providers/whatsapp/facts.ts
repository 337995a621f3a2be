import type { EventDraft } from "#src/core/catalog.ts";
import type { Fact } from "#src/provider.ts";
import type { Settings } from "./schema.ts";

/** The business's side of what a change tells. */
export type Identity = {
  readonly phoneNumberId: string | null;
  readonly displayPhoneNumber: string | null;
  readonly businessAccountId: string | null;
};

/** Where a change stands: its entry's id, the arrival of the callback, the connection that received it. */
export type ChangeContext = {
  readonly businessAccountId: string | null;
  readonly receivedAt: Date;
  readonly settings: Settings["settings"];
};

/** What one change said: the kinds of updates in it, for the history, and their facts. */
export type Reading = {
  readonly kinds: readonly string[];
  readonly facts: readonly Fact[];
};

type WhatsappDraft = Extract<EventDraft, { type: `whatsapp.message${string}` }>;

/** The fields of a draft that every update of a number has in common. */
export function about(
  identity: Identity,
): Pick<WhatsappDraft, "callId" | "conversationId" | "references" | "agentId" | "workflowId"> {
  const { phoneNumberId, displayPhoneNumber, businessAccountId } = identity;
  const references = [
    phoneNumberId,
    displayPhoneNumber === null ? null : e164(displayPhoneNumber),
    displayPhoneNumber,
    businessAccountId,
  ];
  return {
    callId: null,
    conversationId: null,
    references: [...new Set(references.filter((reference) => reference !== null))],
    agentId: null,
    workflowId: null,
  };
}

/** Meta writes numbers without the plus sign. What is no phone number (a group's id, say) stays as it is. */
export function e164(number: string): string {
  const digits = number.replaceAll(/[ ().-]/g, "").replace(/^\+/, "");
  return /^\d{5,15}$/.test(digits) ? `+${digits}` : number;
}

/** Far enough from the year 10000 for what is reckoned from it, such as when a call expires. */
const LAST_SECOND = Date.UTC(2999, 11, 31, 23, 59, 59) / 1_000;

/** Unix seconds as ISO 8601; a time that cannot be read becomes that of the arrival, so that nothing is lost. */
export function instant(timestamp: string | number | null, receivedAt: Date): string {
  return readableInstant(timestamp) ?? receivedAt.toISOString();
}

/** Null where it cannot be read. */
export function readableInstant(timestamp: string | number | null): string | null {
  const seconds = /^\d{1,12}$/.test(String(timestamp)) ? Number(timestamp) : Number.NaN;
  return seconds > 0 && seconds <= LAST_SECOND ? new Date(seconds * 1_000).toISOString() : null;
}
