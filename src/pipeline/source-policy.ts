import type { ReceiveDependencies } from "./receive.ts";

/** Common name of the client certificate with which Meta calls (facts: WhatsApp webhooks, mTLS). */
const META_CLIENT_NAME = "client.webhooks.fbclientcerts.com";

export type SourcePolicyOptions = {
  readonly isEnforced: boolean;
  readonly allows: (provider: string, address: string) => boolean;
  readonly inRanges: (address: string, cidrs: readonly string[]) => boolean;
};

/** What the gateway does about addresses where a connection says nothing, and of which providers it knows them. */
export type SourceRules = {
  readonly isEnforced: boolean;
  readonly knowsSources: (provider: string) => boolean;
};

/** Are callbacks refused that come from elsewhere? Not where nobody knows where they should come from. */
export function isSourceEnforced(
  { isEnforced, knowsSources }: SourceRules,
  provider: string,
  settings: Readonly<Record<string, unknown>>,
): boolean {
  const { enforceSourceIps: own } = settings;
  const isAsked = typeof own === "boolean" ? own : isEnforced;
  return isAsked && (hasOwnSources(settings) || knowsSources(provider));
}

export function hasOwnSources({ sourceAddresses }: Readonly<Record<string, unknown>>): boolean {
  return Array.isArray(sourceAddresses);
}

/**
 * Whether a verified callback comes from where its provider calls from. A connection's own list replaces the
 * provider's, and its own word on enforcement the gateway's; a client certificate that a trusted proxy has verified stands for the address.
 */
export function createSourcePolicy(
  options: SourcePolicyOptions,
): ReceiveDependencies["isAllowedSource"] {
  return ({ provider, remoteAddress, clientName }, { sourceAddresses, enforcesSource }) => {
    if (!(enforcesSource ?? options.isEnforced)) return true;
    if (provider.id === "whatsapp" && clientName === META_CLIENT_NAME) return true;
    if (sourceAddresses !== null) return options.inRanges(remoteAddress, sourceAddresses);
    return options.allows(provider.id, remoteAddress);
  };
}
