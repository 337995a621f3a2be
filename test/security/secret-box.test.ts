import { createDecipheriv, randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { createSecretBox, parseEncryptionKeys, SecretBoxError } from "#src/security/secret-box.ts";

const OLD = new Uint8Array(32).fill(1);
const NEW = new Uint8Array(32).fill(2);

function failure(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    if (error instanceof SecretBoxError) return error.reason;
    throw error;
  }
  return "opened";
}

it("opens what it sealed, whatever the text", () => {
  const box = createSecretBox([OLD]);
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme" }),
      fc.string({ unit: "grapheme" }),
      (text, context) => {
        expect(box.open(box.seal(text, context), context)).toBe(text);
      },
    ),
  );
});

it("is plain AES-256-GCM: nonce, ciphertext, tag, with the context authenticated", () => {
  const sealed = createSecretBox([OLD]).seal("secret", "webhooks.secret:1");
  const bytes = Buffer.from(sealed.split(".")[2] ?? "", "base64url");
  const cipher = createDecipheriv("aes-256-gcm", OLD, bytes.subarray(0, 12));
  cipher.setAAD(Buffer.from("webhooks.secret:1")).setAuthTag(bytes.subarray(-16));
  expect(cipher.update(bytes.subarray(12, -16), undefined, "utf8") + cipher.final("utf8")).toBe(
    "secret",
  );
});

it("never seals the same text alike", () => {
  const box = createSecretBox([OLD]);
  expect(box.seal("a", "c")).not.toBe(box.seal("a", "c"));
});

it("seals with the first key and opens with any", () => {
  const before = createSecretBox([OLD]).seal("a", "c");
  const rotated = createSecretBox([NEW, OLD]);
  expect(rotated.open(before, "c")).toBe("a");
  expect(failure(() => createSecretBox([OLD]).open(rotated.seal("a", "c"), "c"))).toBe(
    "unknown-key",
  );
});

it("refuses another context", () => {
  const box = createSecretBox([OLD]);
  expect(failure(() => box.open(box.seal("a", "webhook 1"), "webhook 2"))).toBe("tampered");
});

it("refuses a change of any byte", () => {
  const box = createSecretBox([OLD]);
  const [version, id, payload = ""] = box.seal("a secret", "c").split(".");
  const bytes = Buffer.from(payload, "base64url");
  for (let i = 0; i < bytes.length; i++) {
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(i) ^ 1, i);
    const text = `${version}.${id}.${changed.toString("base64url")}`;
    expect(failure(() => box.open(text, "c"))).toBe("tampered");
  }
});

it.each([
  "",
  "plain text",
  "v1.0123456789abcdef.",
  "v1.0123456789abcdef.AAAA",
  "v2.0123456789abcdef.AAAA",
])("says that %j is not sealed", (text) => {
  expect(failure(() => createSecretBox([OLD]).open(text, "c"))).toBe("unreadable");
});

it.each([[[]], [[new Uint8Array(16)]], [[OLD, new Uint8Array(33)]]])(
  "refuses unfit keys",
  (keys) => {
    expect(() => createSecretBox(keys)).toThrow(/key/);
  },
);

it("reads one or several keys", () => {
  const [first, second] = [randomBytes(32), randomBytes(32)];
  const text = `${first.toString("base64")}, ${second.toString("base64")}`;
  expect(parseEncryptionKeys(text).map((key) => Buffer.from(key))).toEqual([first, second]);
});

it.each([
  ["", 1],
  ["c2hvcnQ=", 1],
  [`${Buffer.from(OLD).toString("base64")},hunter2hunter2`, 2],
  [`${Buffer.from(OLD).toString("base64")},`, 2],
  [Buffer.from(OLD).toString("hex"), 1],
  [`${Buffer.from(OLD).toString("base64")}!`, 1],
])("names the position of a bad key and never the key: %j", (text, position) => {
  expect(() => parseEncryptionKeys(text)).toThrow(
    new Error(`encryption key ${position} is not the base64 of exactly 32 bytes`),
  );
});
