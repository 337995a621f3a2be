/** Certificates made at run time: node:crypto has keys and signatures, and what is around them is a little DER. */
import { createPrivateKey, generateKeyPairSync, randomBytes, sign } from "node:crypto";

export type Certificate = { readonly key: string; readonly cert: string };

const TAG = {
  ...{ boolean: 0x01, integer: 0x02, bits: 0x03, bytes: 0x04, oid: 0x06, text: 0x0c },
  ...{ utcTime: 0x17, time: 0x18, sequence: 0x30, set: 0x31, version: 0xa0, extensions: 0xa3 },
  address: 0x87,
} as const;
const OID = {
  commonName: "550403",
  basicConstraints: "551d13",
  alternativeName: "551d11",
  ecdsaWithSha256: "2a8648ce3d040302",
} as const;

/** Of 127.0.0.1, on elliptic curve P-256, signed by itself, valid for as long as anybody will ask. */
export function selfSigned(name: string): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync("ec", {
    namedCurve: "P-256",
    publicKeyEncoding: { type: "spki", format: "der" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const algorithm = sequence(oid(OID.ecdsaWithSha256));
  const subject = sequence(
    der(TAG.set, sequence(oid(OID.commonName), der(TAG.text, Buffer.from(name)))),
  );
  const validity = sequence(
    der(TAG.utcTime, Buffer.from("200101000000Z")),
    der(TAG.time, Buffer.from("99991231235959Z")),
  );
  const isAuthority = sequence(der(TAG.boolean, Buffer.from([0xff])));
  const names = sequence(der(TAG.address, Buffer.from([127, 0, 0, 1])));
  const signed = sequence(
    der(TAG.version, der(TAG.integer, Buffer.from([2]))),
    der(TAG.integer, Buffer.from([1]), randomBytes(8)),
    ...[algorithm, subject, validity, subject, publicKey],
    der(
      TAG.extensions,
      sequence(extension(OID.basicConstraints, isAuthority), extension(OID.alternativeName, names)),
    ),
  );
  const signature = sign("sha256", signed, createPrivateKey(privateKey));
  const whole = sequence(signed, algorithm, der(TAG.bits, Buffer.from([0]), signature));
  const lines = whole.toString("base64").replaceAll(/.{64}(?!$)/g, "$&\n");
  return {
    key: privateKey,
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  };
}

function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  return Buffer.concat([Buffer.from([tag, 0x82, length >> 8, length & 0xff]), content]);
}

function sequence(...parts: readonly Uint8Array[]): Buffer {
  return der(TAG.sequence, ...parts);
}

function oid(hex: string): Buffer {
  return der(TAG.oid, Buffer.from(hex, "hex"));
}

function extension(id: string, value: Buffer): Buffer {
  return sequence(oid(id), der(TAG.bytes, value));
}
