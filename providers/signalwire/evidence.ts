import type { InboundRequest, RequestHeaders, SignatureEvidence } from "#src/provider.ts";
import { SCHEMES } from "./verify.ts";

/** The signature that decides about the request, as `verify` chooses it. */
export function evidence({ headers }: InboundRequest): SignatureEvidence | null {
  const present = SCHEMES.filter(({ header }) => headers.has(header));
  const [first] = present;
  if (first === undefined) return basicAuthOf(headers);
  const digest = headers.get(first.header) ?? "";
  const scheme = present.find(({ header, shape }) => header === first.header && shape.test(digest));
  return { header: first.header, scheme: scheme?.name ?? null, signedAt: null, coversUrl: true };
}

/** What the kinds that SignalWire does not sign can present instead. */
function basicAuthOf(headers: RequestHeaders): SignatureEvidence | null {
  if (!/^basic /i.test(headers.get("authorization") ?? "")) return null;
  return { header: "authorization", scheme: "basic-auth", signedAt: null, coversUrl: false };
}
