import { errors } from "jose";

/** Names of claims come from our own rules, so they may be told; values never are. */
const CLAIMS: Readonly<Record<string, string>> = {
  exp: "The token has no exp claim: it must expire.",
  nbf: "The token is not valid yet.",
  iss: "The token is not of the issuer that is accepted here.",
  aud: "The token is for another audience.",
  workspaceId: "The token has no workspaceId claim.",
};

/** What is wrong with a token, in general words: enough for its owner, nothing for whoever tries some out. */
export function explain(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) return "The token has expired.";
  if (error instanceof errors.JWTClaimValidationFailed) {
    return CLAIMS[error.claim] ?? "A claim of the token is not as it has to be.";
  }
  if (error instanceof errors.JOSEAlgNotAllowed) {
    return "The token is signed with an algorithm that is not accepted here.";
  }
  if (error instanceof errors.JWKSNoMatchingKey) {
    return "The token is signed with a key that is not known here.";
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return "The token's signature does not verify.";
  }
  return "The token is not a signed JSON Web Token that can be read.";
}
