import type { ReceiveDependencies } from "./receive.ts";

/** Common name of the client certificate with which Meta calls (facts: WhatsApp webhooks, mTLS). */
const META_CLIENT_NAME = "client.webhooks.fbclientcerts.com";

export type SourcePolicyOptions = {
  readonly isEnforced: boolean;
  readonly allows: (provider: string, address: string) => boolean;
  readonly inRanges: (address: string, cidrs: readonly string[]) => boolean;
};

/**
 * Whether a verified callback comes from where its provider calls from. A connection's own list replaces the
 * provider's; a client certificate that a trusted proxy has verified stands for the address.
 */
export function createSourcePolicy(
  options: SourcePolicyOptions,
): ReceiveDependencies["isAllowedSource"] {
  return ({ provider, remoteAddress, clientName }, { sourceAddresses }) => {
    if (!options.isEnforced) return true;
    if (provider.id === "whatsapp" && clientName === META_CLIENT_NAME) return true;
    if (sourceAddresses !== null) return options.inRanges(remoteAddress, sourceAddresses);
    return options.allows(provider.id, remoteAddress);
  };
}
