import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const SECRET = `whsec_${Buffer.alloc(32, 5).toString("base64")}`;
const KEY = Buffer.alloc(32, 5);
const BODY = `{"greeting":"¡hola!"}`;
const LANGUAGES = ["node", "python", "php", "go"];

type Headers = Readonly<Record<string, string>>;
type IsGenuine = (headers: Headers, body: string) => boolean;

const FILE = new URL("../../dashboard/src/screens/webhook/secret/snippets.json", import.meta.url);
const SNIPPETS = JSON.parse(readFileSync(FILE, "utf8")) as Readonly<
  Record<string, Readonly<Record<string, readonly string[]>>>
>;

const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const publicText = `whpk_${Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url").toString("base64")}`;

const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text);

/** Headers of a delivery that is as old as is said. */
const SIGNED: Readonly<Record<string, (at: Date) => Headers>> = {
  standard: (at) => {
    const seconds = String(Math.floor(at.getTime() / 1000));
    const signature = hmac(KEY, `msg_1.${seconds}.${BODY}`).digest("base64");
    return {
      "webhook-id": "msg_1",
      "webhook-timestamp": seconds,
      "webhook-signature": `v1,AAAA v1,${signature}`,
    };
  },
  "agents-studio": (at) => ({
    "x-timestamp": at.toISOString(),
    "x-signature": hmac(SECRET, `${at.toISOString()}.${BODY}`).digest("base64"),
  }),
  talkover: () => ({ "x-webhook-signature": `sha256=${hmac(SECRET, BODY).digest("hex")}` }),
  "11wire": (at) => {
    const seconds = String(Math.floor(at.getTime() / 1000));
    return {
      "x-webhook-timestamp": seconds,
      "x-webhook-signature": `sha256=${hmac(SECRET, `${seconds}.${BODY}`).digest("hex")}`,
    };
  },
  ed25519: (at) => {
    const seconds = String(Math.floor(at.getTime() / 1000));
    const signature = sign(null, Buffer.from(`msg_1.${seconds}.${BODY}`), privateKey);
    return {
      "webhook-id": "msg_1",
      "webhook-timestamp": seconds,
      "webhook-signature": `v1,AAAA v1a,${signature.toString("base64")}`,
    };
  },
};

async function load(scheme: string): Promise<IsGenuine> {
  process.env["WEBHOOK_SECRET"] = SECRET;
  process.env["WEBHOOK_PUBLIC_KEY"] = publicText;
  const text = SNIPPETS[scheme]?.["node"]?.join("\n") ?? "";
  const url = `data:text/javascript;base64,${Buffer.from(text).toString("base64")}`;
  return ((await import(/* @vite-ignore */ url)) as { readonly isGenuine: IsGenuine }).isGenuine;
}

describe.each(Object.entries(SIGNED))("the snippet for %s", (scheme, headersAt) => {
  it("is there in every language", () => {
    const found = SNIPPETS[scheme] ?? {};
    expect(Object.keys(found).toSorted()).toEqual(LANGUAGES.toSorted());
  });

  it("takes what is genuine, and nothing else", async () => {
    const isGenuine = await load(scheme);
    const headers = headersAt(new Date());
    expect(isGenuine(headers, BODY)).toBe(true);
    expect(isGenuine(headers, `${BODY} `)).toBe(false);
    expect(isGenuine({}, BODY)).toBe(false);
  });
});

// TalkOver's signature says nothing of the time.
const TIMED = Object.entries(SIGNED).filter(([scheme]) => scheme !== "talkover");

it.each(TIMED)("the snippet for %s refuses what is old", async (scheme, headersAt) => {
  const isGenuine = await load(scheme);
  expect(isGenuine(headersAt(new Date(Date.now() - 6 * 60_000)), BODY)).toBe(false);
});
