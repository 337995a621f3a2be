import sql from "sql-template-tag";
import type { Config } from "#src/config.ts";
import { useApiKey } from "#src/db/repositories/api-keys.ts";
import type { Query } from "#src/db/sql.ts";
import { createAuthenticate } from "#src/pipeline/authenticate.ts";
import type { Authenticate } from "#src/pipeline/tenant-ports.ts";
import type { VerifyToken } from "#src/pipeline/token-ports.ts";
import { createTokenVerifier } from "#src/tokens/verify-token.ts";

/** Who a tenant's request comes from: API keys, and tokens where they are configured. */
export function createAuthentication(
  { tokens }: Pick<Config, "tokens">,
  { query }: { readonly query: Query },
): Authenticate {
  return createAuthenticate({
    findKey: (key) => useApiKey(query, key),
    verifyToken: verifierOf(tokens),
    isWorkspace: async (workspaceId) =>
      (await query(sql`select id from workspaces where id = ${workspaceId}`)).length === 1,
  });
}

function verifierOf(tokens: Config["tokens"]): VerifyToken | null {
  const { secret, jwksUrl } = tokens;
  if (secret === null && jwksUrl === null) return null;
  return createTokenVerifier({
    ...tokens,
    secret: secret === null ? null : new TextEncoder().encode(secret),
    jwksUrl: jwksUrl === null ? null : new URL(jwksUrl),
  });
}
