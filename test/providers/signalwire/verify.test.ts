import { createHash, createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { FORM, inbound, JSON_TYPE, KEY, URL_CALLED, verdict } from "./support.ts";

const base64 = (text: string, key = KEY) => createHmac("sha1", key).update(text).digest("base64");
const hex = (algorithm: "sha1" | "sha256", text: string, key = KEY) =>
  createHmac(algorithm, key).update(text).digest("hex");
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

const EVENT = JSON.stringify({
  event_type: "calling.call.state",
  timestamp: 1640000000.123,
  params: { call_id: "c1", call_state: "answered" },
});
const own = (digest: string) => ({ "x-signalwire-signature": digest });

describe("published vectors", () => {
  const webApiBody =
    '{"call":{"call_id":"b5d63b2e-f75b-4dc8-b6d4-269b635f96c0","node_id":"fa3570ae-f8bd-42c2-83f4-9950d906c91b@us-west","segment_id":"b5d63b2e-f75b-4dc8-b6d4-269b635f96c0","call_state":"created","direction":"inbound","type":"phone","from":"+12135877632","to":"+12089806814","from_number":"+12135877632","to_number":"+12089806814","project_id":"4b7ae78a-d02e-4889-a63b-08b156d5916e","space_id":"62615f44-2a34-4235-b38b-76b5a1de6ef8"},"vars":{}}';

  it.each([
    {
      source: "@signalwire/web-api 3.1.7, JSON",
      key: "PSK_7TruNcSNTxp4zNrykMj4EPzF",
      url: "https://81f2-2-45-18-191.ngrok-free.app/",
      headers: { ...JSON_TYPE, ...own("b18500437ebb010220ddd770cbe6fd531ea0ba0d") },
      body: webApiBody,
    },
    {
      source: "signalwire-python, vector A",
      key: "PSKtest1234567890abcdef",
      url: "https://example.ngrok.io/webhook",
      headers: { ...JSON_TYPE, ...own("c3c08c1fefaf9ee198a100d5906765a6f394bf0f") },
      body: '{"event":"call.state","params":{"call_id":"abc-123","state":"answered"}}',
    },
    {
      source: "all SDKs, the form of mycompany.com",
      key: "12345",
      url: "https://mycompany.com/myapp.php?foo=1&bar=2",
      headers: { ...FORM, "x-twilio-signature": "RSOYDt4T1cUTdK1PDd93/VVr8B8=" },
      body: "CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212",
    },
    {
      source: "signalwire-python, vector C",
      key: "PSKtest1234567890abcdef",
      url: "https://example.ngrok.io/webhook?bodySHA256=69f3cbfc18e386ef8236cb7008cd5a54b7fed637a8cb3373b5a1591d7f0fd5f4",
      headers: { ...JSON_TYPE, ...own("dfO9ek8mxyFtn2nMz24plPmPfIY=") },
      body: '{"event":"call.state"}',
    },
  ])("accepts $source", ({ key, url, headers, body }) => {
    const request = inbound({ url, headers, body });
    expect(verdict(request, [key])).toBe("genuine");
    expect(verdict(inbound({ url, headers, body: `${body} ` }), [key])).toBe("bad-signature");
    expect(verdict(inbound({ url: `${url}x`, headers, body }), [key])).toBe("bad-signature");
    expect(verdict(request, [`${key}x`])).toBe("bad-signature");
  });
});

describe("forms", () => {
  it.each([
    [
      "values with spaces, plus signs and emoji",
      "Body=caf%C3%A9+%2B+%F0%9F%91%8B",
      "Bodycafé + 👋",
    ],
    ["raw UTF-8", "Body=café 👋", "Bodycafé 👋"],
    ["blank values", "CallerName=&From=%2B1", "CallerNameFrom+1"],
    ["a name without a value", "Flag&A=1", "A1Flag"],
    ["names in byte order", "b=1&a=2&B=3&_=4", "B3_4a2b1"],
    ["names beyond U+FFFF in byte order", "%F0%9F%91%8B=1&%EF%BF%BD=2", "\ufffd2👋1"],
    ["names beyond U+FFFF in the order of UTF-16", "%EF%BF%BD=2&%F0%9F%91%8B=1", "👋1\ufffd2"],
    [
      "names in the order of UTF-16 with repeated values once and sorted",
      "%EF%BF%BD=2&%F0%9F%91%8B=b&%F0%9F%91%8B=a&%EF%BF%BD=2",
      "👋a👋b\ufffd2",
    ],
    ["a question mark in front", "?a=1", "?a1"],
    ["repeated values in order of submission", "To=b&To=a&To=b", "TobToaTob"],
    ["repeated values once and sorted", "To=b&To=a&To=b", "ToaTob"],
    ["invalid escapes and bytes", "A=%zz%ff", "A%zz\ufffd"],
  ])("signs %s", (_, body, signed) => {
    const headers = { ...FORM, ...own(base64(URL_CALLED + signed)) };
    expect(verdict(inbound({ headers, body }))).toBe("genuine");
  });

  it("refuses repeated values in another order", () => {
    const headers = { ...FORM, ...own(base64(`${URL_CALLED}TocTob`)) };
    expect(verdict(inbound({ headers, body: "To=b&To=c" }))).toBe("bad-signature");
  });

  it("accepts the hexadecimal scheme over a form", () => {
    const body = "CallSid=c1&CallStatus=ringing";
    const headers = { ...FORM, ...own(hex("sha1", URL_CALLED + body)) };
    expect(verdict(inbound({ headers, body }))).toBe("genuine");
  });

  it("signs nothing but the URL of a GET", () => {
    const url = `${URL_CALLED}?CallSid=c1&CallStatus=ringing&q=it's+@:`;
    const headers = own(base64(url));
    expect(verdict(inbound({ method: "GET", url, headers }))).toBe("genuine");
    expect(verdict(inbound({ method: "GET", url: `${url}1`, headers }))).toBe("bad-signature");
  });
});

describe("a signature over the URL alone", () => {
  const signedUrl = own(base64(URL_CALLED));

  it("is enough for an empty body", () => {
    expect(verdict(inbound({ headers: signedUrl }))).toBe("genuine");
  });

  it.each([
    ["a form", FORM, "CallSid=c1&CallStatus=completed"],
    ["a form without parameters", FORM, "&&"],
    ["JSON", JSON_TYPE, EVENT],
    ["JSON that says nothing of its type", {}, EVENT],
  ])("is not enough for %s", (_, type, body) => {
    expect(verdict(inbound({ headers: { ...type, ...signedUrl }, body }))).toBe("bad-signature");
  });

  it.each([
    ["JSON", JSON_TYPE],
    ["a form", FORM],
  ])("is enough for %s whose digest the URL names", (_, type) => {
    const url = `${URL_CALLED}?x=1&bodySHA256=${sha256(EVENT)}`;
    const headers = { ...type, ...own(base64(url)) };
    expect(verdict(inbound({ url, headers, body: EVENT }))).toBe("genuine");
    expect(verdict(inbound({ url, headers, body: `${EVENT} ` }))).toBe("bad-signature");
    expect(verdict(inbound({ url, headers, body: "" }))).toBe("bad-signature");
  });

  it("does not authenticate JSON by its members", () => {
    const headers = { ...JSON_TYPE, ...own(base64(`${URL_CALLED}a1`)) };
    expect(verdict(inbound({ headers, body: '{"a":"1"}' }))).toBe("bad-signature");
  });
});

describe("two digests", () => {
  const sha1 = hex("sha1", URL_CALLED + EVENT);
  const sha2 = hex("sha256", URL_CALLED + EVENT);
  const wrong = (digest: string) => (digest.startsWith("0") ? "1" : "0") + digest.slice(1);

  it.each([
    ["both right", sha1, sha2, "genuine"],
    ["SHA-256 right, SHA-1 wrong", wrong(sha1), sha2, "genuine"],
    ["SHA-1 right, SHA-256 wrong", sha1, wrong(sha2), "bad-signature"],
    ["SHA-1 right, SHA-256 without its shape", sha1, "", "bad-signature"],
    ["SHA-1 right, SHA-256 in upper case", sha1, sha2.toUpperCase(), "bad-signature"],
  ])("%s", (_, first, second, expected) => {
    const headers = {
      ...JSON_TYPE,
      "X-SignalWire-Signature": first,
      "X-Signalwire-SHA256-Signature": second,
    };
    expect(verdict(inbound({ headers, body: EVENT }))).toBe(expected);
  });
});

describe("spellings of the URL", () => {
  const body = "A=1";
  const credentials = { basicAuth: { username: "me", password: "p@ss" } };

  it.each([
    ["https://hooks.example.com/x", "https://hooks.example.com:443/x"],
    ["http://hooks.example.com/x", "http://hooks.example.com:80/x"],
    ["https://hooks.example.com:443/x", "https://hooks.example.com/x"],
    ["https://hooks.example.com:8443/x", "https://hooks.example.com/x"],
    ["https://Hooks.Example.com/x", "https://hooks.example.com/x"],
    ["https://[2001:db8::1]/x", "https://[2001:db8::1]:443/x"],
    ["https://hooks.example.com", "https://hooks.example.com/"],
    ["https://hooks.example.com?a=1", "https://hooks.example.com/?a=1"],
    ["https://hooks.example.com/x#rt=5000", "https://hooks.example.com/x"],
    ["https://hooks.example.com/x", "https://me:p@ss@hooks.example.com/x"],
    ["https://hooks.example.com/x", "https://me:p%40ss@hooks.example.com/x"],
    ["https://me:p@ss@hooks.example.com/x", "https://hooks.example.com/x"],
    ["https://hooks.example.com/x?q=it's", "https://hooks.example.com/x?q=it%27s"],
    ["https://hooks.example.com/x?q=it%27s", "https://hooks.example.com/x?q=it's"],
  ])("called %s, signed %s", (url, signed) => {
    const form = { ...FORM, ...own(base64(`${signed}A1`)) };
    expect(verdict(inbound({ url, headers: form, body }), [KEY], credentials)).toBe("genuine");
    const json = { ...JSON_TYPE, ...own(hex("sha1", signed + EVENT)) };
    expect(verdict(inbound({ url, headers: json, body: EVENT }), [KEY], credentials)).toBe(
      "genuine",
    );
  });

  it.each([
    ["https://hooks.example.com/x", "http://hooks.example.com/x"],
    ["https://hooks.example.com/x", "https://hooks.example.com:8443/x"],
    ["https://hooks.example.com/x", "https://hooks.example.com/X"],
    ["https://hooks.example.com/x?a=1", "https://hooks.example.com/x"],
    ["https://hooks.example.com/x?a=b+c", "https://hooks.example.com/x?a=b%20c"],
    ["https://hooks.example.com/x", "https://me:p@ss@hooks.example.com/x"],
  ])("called %s, refused when signed %s", (url, signed) => {
    const headers = { ...FORM, ...own(base64(`${signed}A1`)) };
    expect(verdict(inbound({ url, headers, body }))).toBe("bad-signature");
  });
});

describe("keys and headers", () => {
  const signed = { ...JSON_TYPE, ...own(hex("sha1", URL_CALLED + EVENT)) };

  it("tries every key", () => {
    expect(verdict(inbound({ headers: signed, body: EVENT }), ["old", "older", KEY])).toBe(
      "genuine",
    );
  });

  it.each([
    ["with a signature", signed],
    ["without a signature", JSON_TYPE],
  ])("refuses everything without a key, %s", (_, headers) => {
    expect(verdict(inbound({ headers, body: EVENT }), [])).toBe("no-key");
  });

  it("knows Twilio's header for base64 only", () => {
    const headers = { ...JSON_TYPE, "x-twilio-signature": hex("sha1", URL_CALLED + EVENT) };
    expect(verdict(inbound({ headers, body: EVENT }))).toBe("bad-signature");
  });

  it.each([
    ["nothing", ""],
    ["a word", "touched!"],
    ["a digest cut short", "RSOYDt4T1cUTdK1PDd93/VVr8B8"],
    ["two digests", "RSOYDt4T1cUTdK1PDd93/VVr8B8=, RSOYDt4T1cUTdK1PDd93/VVr8B8="],
    ["text beyond ASCII", "é".repeat(40)],
  ])("refuses a header that holds %s", (_, digest) => {
    expect(verdict(inbound({ headers: { ...FORM, ...own(digest) }, body: "A=1" }))).toBe(
      "bad-signature",
    );
  });

  it("verifies bytes, not text", () => {
    const body = Uint8Array.from([0x7b, 0xff, 0xfe, 0x7d]);
    const digest = createHmac("sha1", KEY).update(URL_CALLED).update(body).digest("hex");
    const headers = { ...JSON_TYPE, ...own(digest) };
    expect(verdict(inbound({ headers, body }))).toBe("genuine");
    const replaced = Uint8Array.from([0x7b, 0xef, 0xbf, 0xbd, 0x7d]);
    expect(verdict(inbound({ headers, body: replaced }))).toBe("bad-signature");
  });
});

describe("kinds that SignalWire does not sign", () => {
  const settings = { basicAuth: { username: "gate", password: "k:é" } };
  const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;
  const right = { ...JSON_TYPE, authorization: basic("gate:k:é") };
  const bodyOf = (value: unknown) => JSON.stringify(value);

  it.each([
    ["a tool call", { function: "f", argument: {}, call_id: "c", content_type: "text/swaig" }],
    ["a request for a stored conversation", { action: "fetch_conversation", call_id: "c" }],
    ["an agent's debug feed", { call_info: { call_id: "c" }, barge: {} }],
    ["a transcript", { event_type: "calling.transcript.completed", params: { id: "t" } }],
    ["a Bedrock tool call", { content_disposition: "agent.function", function: "f" }],
    ["a summary", { content_disposition: "agent.summary", post_prompt_data: {} }],
    ["a call state", { event_type: "calling.call.state", params: {} }],
    ["another call event", { event_type: "calling.call.play", params: {} }],
    ["a flat call state", { call_id: "c", call_state: "ended" }],
    ["a flat message status", { id: "m", status: "delivered" }],
    ["a 10DLC notice", { event_type: "brand_activated", event_category: "brand" }],
  ])("%s needs the connection's credentials", (_, value) => {
    const body = bodyOf(value);
    const request = inbound({ headers: right, body });
    expect(verdict(request, [KEY], settings)).toBe("genuine");
    expect(verdict(request, [], settings)).toBe("genuine");
    expect(verdict(request)).toBe("missing-signature");
    expect(verdict(inbound({ headers: JSON_TYPE, body }), [KEY], settings)).toBe(
      "missing-signature",
    );
  });

  it.each([["gate:k:e"], ["gate:k:é "], ["gate:"], ["other:k:é"], [""]])(
    "refuses the credentials %j",
    (text) => {
      const request = inbound({ headers: { ...right, authorization: basic(text) }, body: EVENT });
      expect(verdict(request, [KEY], settings)).toBe("missing-signature");
    },
  );

  it.each([
    ["a document fetch", JSON_TYPE, bodyOf({ call: { call_id: "c" } })],
    ["a message document fetch", JSON_TYPE, bodyOf({ message: { message_id: "m" } })],
    ["a signature request", JSON_TYPE, bodyOf({ action: "get_signature", function: "f" })],
    ["an 11Wire event", JSON_TYPE, bodyOf({ event_type: "call.created", call_id: "c" })],
    ["unknown JSON", JSON_TYPE, "{}"],
    ["unreadable JSON", JSON_TYPE, "{"],
    ["a form", FORM, "CallSid=c&CallStatus=completed"],
  ])("credentials do not stand in for the signature of %s", (_, type, body) => {
    const headers = { ...right, ...type };
    expect(verdict(inbound({ headers, body }), [KEY], settings)).toBe("missing-signature");
  });

  it("refuses a wrong signature beside right credentials", () => {
    const headers = { ...right, ...own("0".repeat(40)) };
    expect(verdict(inbound({ headers, body: EVENT }), [KEY], settings)).toBe("bad-signature");
  });

  it("accepts a right signature beside wrong credentials", () => {
    const digest = hex("sha1", URL_CALLED + EVENT);
    const headers = { ...right, authorization: basic("x:y"), ...own(digest) };
    expect(verdict(inbound({ headers, body: EVENT }), [KEY], settings)).toBe("genuine");
  });
});

it("reads a body made of many parameters in time", () => {
  const pieces = Array.from({ length: 60_000 }, (_, i) => `👋${i.toString(36)}`);
  const headers = { ...FORM, ...own("RSOYDt4T1cUTdK1PDd93/VVr8B8=") };
  const started = performance.now();
  expect(verdict(inbound({ headers, body: pieces.join("&") }))).toBe("bad-signature");
  expect(performance.now() - started).toBeLessThan(2_000);
});
