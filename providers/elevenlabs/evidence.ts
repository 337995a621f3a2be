import type { InboundRequest, SignatureEvidence } from "#src/provider.ts";
import { parseSignature } from "./verify.ts";

const HEADER = "elevenlabs-signature";

export function evidence({ headers }: InboundRequest): SignatureEvidence | null {
  const presented = headers.get(HEADER);
  if (presented === null) return null;
  const signature = parseSignature(presented);
  return {
    header: HEADER,
    scheme: signature && "hmac-sha256-hex",
    signedAt: signature && new Date(Number(signature.timestamp) * 1000),
    coversUrl: false,
  };
}
