import { parseId } from "#src/core/ids.ts";
import { fail, ok, type Result } from "#src/core/result.ts";
import { SCOPES } from "./provisioning.ts";
import type { Authenticate, Principal } from "./tenant-ports.ts";
import type { TokenClaims, VerifyToken } from "./token-ports.ts";

export type AuthenticateDependencies = {
  /** Null for a key that is unknown or revoked. */
  readonly findKey: (key: string) => Promise<Principal | null>;
  /** Null where no tokens are accepted. */
  readonly verifyToken: VerifyToken | null;
  readonly isWorkspace: (workspaceId: string) => Promise<boolean>;
};

const KNOWN_SCOPES: readonly string[] = SCOPES;

/** API keys, and tokens beside them where those are configured. */
export function createAuthenticate(dependencies: AuthenticateDependencies): Authenticate {
  const { verifyToken } = dependencies;
  return ({ text, presentedAs }) => {
    // No key of ours holds a dot.
    const isToken = presentedAs === "bearer" && text.includes(".");
    return isToken && verifyToken !== null
      ? bearerOf(dependencies, verifyToken(text))
      : ownerOf(dependencies, text);
  };
}

async function ownerOf(
  { findKey }: AuthenticateDependencies,
  key: string,
): Promise<Result<Principal, "refused">> {
  const principal = await findKey(key);
  return principal === null ? refuse("This API key is unknown or revoked.") : ok(principal);
}

async function bearerOf(
  dependencies: AuthenticateDependencies,
  verifying: ReturnType<VerifyToken>,
): Promise<Result<Principal, "refused">> {
  const claims = await verifying;
  return claims.ok ? principalOf(dependencies, claims.value) : claims;
}

async function principalOf(
  { isWorkspace }: AuthenticateDependencies,
  { workspaceId: named, subject, scopes, expiresAt }: TokenClaims,
): Promise<Result<Principal, "refused">> {
  const workspaceId = parseId(named);
  if (workspaceId === null || !(await isWorkspace(workspaceId))) {
    return refuse("The token's workspaceId is not the id of a workspace.");
  }
  // Issuers put what is meant for others into the same claim (`openid profile`).
  const ours = scopes.filter((scope) => KNOWN_SCOPES.includes(scope));
  // With the workspace: issuers may know the same subject in several, and limits count by this.
  const keyId = `jwt:${workspaceId}:${subject ?? ""}`;
  return ok({ workspaceId, keyId, scopes: ours, expiresAt });
}

function refuse(why: string): Result<never, "refused"> {
  return fail("refused", why);
}
