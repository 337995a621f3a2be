import { ok, type Result } from "#src/core/result.ts";
import type { ExpectedRevisions } from "#src/core/revision.ts";
import { checkRevision } from "./revisions.ts";
import type { Refusal, WebhookRef, WebhookStore, WebhookView } from "./tenant-ports.ts";

export type Rotation = {
  /** How long the present secret signs beside the new one; 0: no longer. */
  readonly gracePeriodSeconds: number;
  /** One is generated when left out. */
  readonly secret?: string | undefined;
};

export type Rotated = {
  readonly webhook: WebhookView;
  /** To be shown once; null when the client gave its own. */
  readonly generatedSecret: string | null;
};

/** Of secrets before the present one nothing is left but the last, and that only for the grace period. */
export type RotateSecret = (
  ref: WebhookRef,
  rotation: Rotation,
  expected: ExpectedRevisions,
) => Promise<Result<Rotated, Refusal>>;

export type RotateSecretPorts = {
  readonly store: Pick<WebhookStore, "update">;
  readonly generateSecret: () => string;
  readonly secretPreview: (secret: string) => string;
  readonly now: () => Date;
};

export function createRotateSecret(ports: RotateSecretPorts): RotateSecret {
  return async (ref, { gracePeriodSeconds, secret }, expected) => {
    const text = secret ?? ports.generateSecret();
    const at = ports.now();
    const until = new Date(at.getTime() + gracePeriodSeconds * 1000);
    const rotated = await ports.store.update(ref, ({ revision }) => {
      const asExpected = checkRevision(expected, revision);
      if (!asExpected.ok) return asExpected;
      return ok({
        secret: { text, preview: ports.secretPreview(text) },
        previousSecretUntil: gracePeriodSeconds === 0 ? null : until,
        at,
      });
    });
    if (rotated.ok) {
      return ok({ webhook: rotated.value, generatedSecret: secret === undefined ? text : null });
    }
    const { reason } = rotated;
    // A rotation selects no agents.
    if (reason.kind === "unknown-selection") throw new Error("a rotation was refused its agents");
    return { ...rotated, reason };
  };
}
