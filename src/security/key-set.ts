import { sha256 } from "./hmac.ts";

const PREFIX = "whpk_";

/** RFC 8037. */
export type Ed25519Key = {
  readonly kty: "OKP";
  readonly crv: "Ed25519";
  /** The 32 bytes, in base64url. */
  readonly x: string;
  readonly kid: string;
  readonly use: "sig";
  readonly alg: "EdDSA";
};

/** A public key, `whpk_` and base64 of its bytes, as a JSON Web Key; the id is its thumbprint (RFC 7638). */
export function ed25519Key(publicKey: string): Ed25519Key {
  const x = Buffer.from(publicKey.slice(PREFIX.length), "base64").toString("base64url");
  const kid = sha256(`{"crv":"Ed25519","kty":"OKP","x":"${x}"}`).toString("base64url");
  return { kty: "OKP", crv: "Ed25519", x, kid, use: "sig", alg: "EdDSA" };
}
