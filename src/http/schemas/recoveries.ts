import { z } from "@hono/zod-openapi";
import { RECOVERABLE, RECOVERY_STATES } from "#src/core/recovery.ts";
import type { RecoveryScope, RecoveryView } from "#src/pipeline/webhook-operation-ports.ts";
import { iso, Time } from "./common.ts";

const EARLIEST = Date.parse("1970-01-01T00:00:00.000Z");

const Instant = z.iso
  .datetime({ offset: true })
  .transform((text, context) => {
    const at = new Date(text);
    if (at.getTime() >= EARLIEST) return at;
    context.addIssue({ code: "custom", message: "must not be before 1970" });
    return z.NEVER;
  })
  .openapi({ type: "string", format: "date-time", example: "2025-08-19T16:00:00Z" });

export const RecoverBody = z
  .object({
    since: Instant.openapi({ description: "Deliveries made from then on." }),
    until: Instant.nullish().openapi({
      type: ["string", "null"],
      description: "And before then. Left out: now.",
    }),
    statuses: z
      .array(z.enum(RECOVERABLE))
      .min(1)
      .max(10)
      .default([...RECOVERABLE]),
    dryRun: z.boolean().default(false).openapi({ description: "Only counts." }),
  })
  .openapi("Recover");

export const RecoveryCount = z
  .object({ count: z.int(), dryRun: z.literal(true) })
  .openapi("RecoveryCount");

export const Recovery = z
  .object({
    id: z.uuid(),
    webhookId: z.uuid(),
    state: z.enum(RECOVERY_STATES),
    since: Time,
    until: Time,
    statuses: z.array(z.enum(RECOVERABLE)),
    total: z.int().openapi({ description: "Deliveries that matched when it was asked for." }),
    requeued: z.int().openapi({ description: "Of these, queued to be sent again so far." }),
    skipped: z.int().openapi({ description: "Of these, seen to by others before their turn." }),
    createdAt: Time,
    updatedAt: Time,
    endedAt: Time.nullable(),
  })
  .openapi("Recovery");

export const StartedRecovery = Recovery.extend({
  count: z.int().openapi({ description: "The same as `total`." }),
  dryRun: z.literal(false),
}).openapi("StartedRecovery");

export function scopeOf(body: z.output<typeof RecoverBody>): RecoveryScope {
  return { since: body.since, until: body.until ?? null, statuses: [...new Set(body.statuses)] };
}

export function recoveryBody(view: RecoveryView): z.infer<typeof Recovery> {
  return {
    id: view.id,
    webhookId: view.webhookId,
    state: view.state,
    since: view.since.toISOString(),
    until: view.until.toISOString(),
    statuses: [...view.statuses],
    total: view.total,
    requeued: view.requeued,
    skipped: view.skipped,
    createdAt: view.createdAt.toISOString(),
    updatedAt: view.updatedAt.toISOString(),
    endedAt: iso(view.endedAt),
  };
}

export function startedBody(view: RecoveryView): z.infer<typeof StartedRecovery> {
  return { ...recoveryBody(view), count: view.total, dryRun: false };
}
