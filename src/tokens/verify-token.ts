import {
  type CryptoKey,
  createRemoteJWKSet,
  errors,
  type JWTHeaderParameters,
  type JWTPayload,
  type JWTVerifyOptions,
  jwtVerify,
} from "jose";
import { fail, ok, type Result } from "#src/core/result.ts";
import {
  type TokenClaims,
  TokenKeysUnavailable,
  type VerifyToken,
} from "#src/pipeline/token-ports.ts";
import { explain } from "./refusals.ts";

export type TokenRules = {
  /** Key of the HS algorithms. */
  readonly secret: Uint8Array | null;
  /** Where the public keys of all other algorithms are. */
  readonly jwksUrl: URL | null;
  /** Nothing else is accepted, whatever a token says of itself. */
  readonly algorithms: readonly string[];
  readonly issuer: string | null;
  readonly audience: string | null;
};

/** How far apart the clocks of issuer and gateway may be. */
const CLOCK_TOLERANCE_SECONDS = 5;
const FETCH_TIMEOUT_MS = 5_000;
/** Of all that JavaScript can name. */
const LATEST_TIME_MS = 8.64e15;

type KeyOf = (header: JWTHeaderParameters) => Promise<CryptoKey | Uint8Array>;

/** Verifies tenants' tokens. Public keys are fetched when they are needed and kept for ten minutes. */
export function createTokenVerifier(rules: TokenRules): VerifyToken {
  const keyOf = keysOf(rules);
  const options: JWTVerifyOptions = {
    algorithms: [...rules.algorithms],
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    requiredClaims: ["exp", "workspaceId"],
    ...(rules.issuer !== null && { issuer: rules.issuer }),
    ...(rules.audience !== null && { audience: rules.audience }),
  };
  return async (token) => {
    try {
      return claimsOf(await verifiedBySome(token, keyOf, options));
    } catch (error) {
      if (error instanceof errors.JOSEError) return fail("refused", explain(error));
      throw error;
    }
  };
}

/** The family of the algorithm decides between the keys: none ever verifies what is of the other family. */
function keysOf({ secret, jwksUrl }: TokenRules): KeyOf {
  const publicKey = jwksUrl && createRemoteJWKSet(jwksUrl, { timeoutDuration: FETCH_TIMEOUT_MS });
  return async (header) => {
    const isSymmetric = header.alg.startsWith("HS");
    if (isSymmetric && secret !== null) return secret;
    if (isSymmetric || publicKey === null) throw new errors.JOSEAlgNotAllowed();
    return publicKey(header).catch((cause: unknown) => {
      const isAboutToken =
        cause instanceof errors.JWKSNoMatchingKey ||
        cause instanceof errors.JWKSMultipleMatchingKeys;
      if (isAboutToken) throw cause;
      throw new TokenKeysUnavailable("the keys at JWKS_URL cannot be had", { cause });
    });
  };
}

/** A token that names no key may have been signed with any that fits its algorithm. */
async function verifiedBySome(
  token: string,
  keyOf: KeyOf,
  options: JWTVerifyOptions,
): Promise<JWTPayload> {
  try {
    return (await jwtVerify(token, keyOf, options)).payload;
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    for await (const key of error) {
      const payload = await verifiedBy(token, key, options);
      if (payload !== null) return payload;
    }
    throw new errors.JWSSignatureVerificationFailed();
  }
}

/** Null: it was another key. */
async function verifiedBy(
  token: string,
  key: CryptoKey,
  options: JWTVerifyOptions,
): Promise<JWTPayload | null> {
  try {
    return (await jwtVerify(token, key, options)).payload;
  } catch (error) {
    if (error instanceof errors.JWSSignatureVerificationFailed) return null;
    throw error;
  }
}

function claimsOf({ workspaceId, sub, scope, exp }: JWTPayload): Result<TokenClaims, "refused"> {
  const scopes = scopesOf(scope);
  if (typeof workspaceId !== "string") {
    return fail("refused", "The token's workspaceId is not the id of a workspace.");
  }
  if (scopes === null) {
    return fail("refused", "The token's scope is neither text nor a list of texts.");
  }
  if (exp === undefined) return fail("refused", "The token has no exp claim: it must expire.");
  const subject = typeof sub === "string" ? sub : null;
  const expiresAt = new Date(Math.min(exp * 1000, LATEST_TIME_MS));
  return ok({ workspaceId, subject, scopes, expiresAt });
}

/** Separated by spaces (RFC 8693), or a list. Without any, the token allows nothing. */
function scopesOf(scope: unknown): readonly string[] | null {
  if (scope === undefined) return [];
  if (typeof scope === "string") return scope.split(" ").filter((name) => name !== "");
  const isList = Array.isArray(scope) && scope.every((name) => typeof name === "string");
  return isList ? scope : null;
}
