import type { Result } from "#src/core/result.ts";

/** What a verified JSON Web Token says of its bearer. */
export type TokenClaims = {
  /** As it stands in the token. */
  readonly workspaceId: string;
  /** Null: the token names nobody in particular. */
  readonly subject: string | null;
  readonly scopes: readonly string[];
  readonly expiresAt: Date;
};

/** The detail of a refusal says in general words what is wrong. Rejects with TokenKeysUnavailable. */
export type VerifyToken = (token: string) => Promise<Result<TokenClaims, "refused">>;

/** The keys that would tell whether a token is good cannot be had at the moment; nothing is said of the token. */
export class TokenKeysUnavailable extends Error {
  override readonly name = "TokenKeysUnavailable";
}
