import type { SignatureEvidence } from "#src/provider.ts";
import type { RejectionDetails } from "./ports.ts";

export type Refused = {
  /** What the verifier said. */
  readonly message: string | null;
  readonly evidence: SignatureEvidence | null;
  /** The URL that would have been signed, credentials redacted. */
  readonly url: string;
  readonly receivedAt: Date;
  /** Connections that it was tried with. */
  readonly connections: number;
  readonly allowedSources: RejectionDetails["allowedSources"];
};

const LONGEST_URL = 2_048;

/** What helps to put right a callback that was refused; nothing of it is secret. */
export function rejectionDetails(refused: Refused): RejectionDetails {
  const { message, evidence, url, receivedAt, connections, allowedSources } = refused;
  const signedAt = evidence?.signedAt ?? null;
  return {
    message,
    header: evidence?.header ?? null,
    scheme: evidence?.scheme ?? null,
    signedUrl: evidence?.coversUrl ? url.slice(0, LONGEST_URL) : null,
    signedAt: signedAt?.toISOString() ?? null,
    clockSkewSeconds: signedAt && Math.round((signedAt.getTime() - receivedAt.getTime()) / 1000),
    connections,
    allowedSources,
  };
}
