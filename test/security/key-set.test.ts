import { createPublicKey } from "node:crypto";
import { expect, it } from "vitest";
import { ed25519Key } from "#src/security/key-set.ts";

it("writes the key of RFC 8037 with its thumbprint", () => {
  // Appendices A.2 and A.3.
  const x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
  const publicKey = `whpk_${Buffer.from(x, "base64url").toString("base64")}`;
  const key = ed25519Key(publicKey);
  expect(key).toEqual({
    kty: "OKP",
    crv: "Ed25519",
    x,
    kid: "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
    use: "sig",
    alg: "EdDSA",
  });
  expect(createPublicKey({ key, format: "jwk" }).asymmetricKeyType).toBe("ed25519");
});
