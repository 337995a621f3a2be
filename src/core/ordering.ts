import type { CanonicalEvent } from "./catalog.ts";

/** `call`: the deliveries of one call or conversation go out one after the other, each once the one before has ended. */
export const ORDERINGS = ["none", "call"] as const;
export type Ordering = (typeof ORDERINGS)[number];

/** Longer ids are cut: two that are alike for so long wait for each other, which harms nobody. */
const LONGEST_KEY = 500;

/** Events with the same key are told in order. Null: it is of no call and no conversation, and waits for nothing. */
export function orderKeyOf({
  callId,
  conversationId,
}: Pick<CanonicalEvent, "callId" | "conversationId">): string | null {
  if (callId !== null) return `call ${callId}`.slice(0, LONGEST_KEY);
  return conversationId === null ? null : `conversation ${conversationId}`.slice(0, LONGEST_KEY);
}
