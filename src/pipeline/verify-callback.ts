import type { Result } from "#src/core/result.ts";
import type { InboundRequest, RejectionReason } from "#src/provider.ts";
import type { Candidate } from "./ports.ts";

/**
 * What one unverified request may cost when it names no connection: bytes digested over all candidates. Whoever has
 * more connections than that pays for gives the provider the connection's own URL.
 */
const BUDGET_BYTES = 64 * 1024 * 1024;
const FEWEST_CANDIDATES = 4;
/** Digesting this much takes about a millisecond; then others have their turn. */
const TURN_BYTES = 1024 * 1024;
/** What verifying costs beside the bytes. */
const OVERHEAD_BYTES = 8 * 1024;

/** Of several reasons the most telling one is given. */
const TELLING: readonly RejectionReason[] = [
  "stale-timestamp",
  "bad-signature",
  "missing-signature",
  "no-key",
];

/** The first candidate whose secret fits, of as many as the request may cost. */
export async function firstVerified(
  request: InboundRequest,
  candidates: readonly Candidate[],
): Promise<Result<Candidate, RejectionReason>> {
  const costBytes = request.body.byteLength + OVERHEAD_BYTES;
  const affordable = Math.max(Math.floor(BUDGET_BYTES / costBytes), FEWEST_CANDIDATES);
  const reasons = new Map<RejectionReason, string | null>();
  let spentBytes = 0;
  for (const candidate of candidates.slice(0, affordable)) {
    const verified = candidate.receiver.verify(request, request.receivedAt);
    if (verified.ok) return { ok: true, value: candidate };
    if (!reasons.has(verified.reason)) reasons.set(verified.reason, verified.detail);
    spentBytes += costBytes;
    if (spentBytes < TURN_BYTES) continue;
    spentBytes = 0;
    await new Promise((resolve) => setImmediate(resolve));
  }
  const reason = TELLING.find((told) => reasons.has(told)) ?? "no-key";
  return { ok: false, reason, detail: reasons.get(reason) ?? null };
}
