import type { StoredConnection } from "./configuration-ports.ts";
import { maskSecrets } from "./mask-secrets.ts";
import { isSourceEnforced, type SourceRules } from "./source-policy.ts";

/** A connection as its owner sees it. */
export type Connection = {
  readonly id: string;
  readonly callbackUrl: string;
  readonly provider: string;
  readonly name: string;
  readonly identifiers: readonly string[];
  readonly secretPreviews: readonly string[];
  /** Passwords and tokens masked. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** False: what is sealed of it cannot be opened, so its callbacks are refused. */
  readonly isReadable: boolean;
  /** Are callbacks from other addresses than the known ones refused? */
  readonly enforceSourceIps: boolean;
  /** When the last callback that verified came in. */
  readonly lastCallbackAt: Date | null;
  readonly lastRejectedAt: Date | null;
  readonly revision: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

export type ConnectionViewPorts = {
  /** Base of callback URLs, without a trailing slash. A function: with port 0 it is known only after listening. */
  readonly publicUrl: () => string;
  readonly secretPreview: (secret: string) => string;
  readonly sources: SourceRules;
};

export function viewOf(
  { publicUrl, secretPreview, sources }: ConnectionViewPorts,
  { sealed, ...connection }: StoredConnection,
): Connection {
  return {
    ...connection,
    callbackUrl: `${publicUrl()}/api/webhooks/${connection.provider}/${connection.id}`,
    secretPreviews: sealed?.secrets.map(secretPreview) ?? [],
    settings: maskSecrets(sealed?.settings ?? {}),
    isReadable: sealed !== null,
    enforceSourceIps: isSourceEnforced(sources, connection.provider, sealed?.settings ?? {}),
  };
}
