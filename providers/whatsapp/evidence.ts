import type { InboundRequest, SignatureEvidence } from "#src/provider.ts";
import { SIGNATURE } from "./verify.ts";

/** Meta's older header is told too, because it is not enough. */
const HEADERS = ["x-hub-signature-256", "x-hub-signature"] as const;

export function evidence({ headers }: InboundRequest): SignatureEvidence | null {
  const header = HEADERS.find((name) => headers.has(name));
  if (header === undefined) return null;
  const isKnown = header === HEADERS[0] && SIGNATURE.test(headers.get(header) ?? "");
  const scheme = isKnown ? "hmac-sha256-hex" : null;
  return { header, scheme, signedAt: null, coversUrl: false };
}
