import { describe, expect, it } from "vitest";
import { whatsapp } from "#providers/whatsapp/index.ts";
import { fixture, fixtureNames, NUMBER, payload, post, text, updates } from "./callbacks.ts";

function identify(body: string | Uint8Array): readonly string[] {
  return whatsapp.identify(post(body));
}

describe("identification", () => {
  it("names the number and the business account of a callback", () => {
    expect(identify(payload(updates({ messages: [text("wamid.1")] })))).toEqual([
      "106540352242922",
      "102290129340398",
    ]);
  });

  it("names every number and account of a batch, each once", () => {
    const batch = fixtureNames.find((name) => name.endsWith("-batch")) ?? "";
    expect(whatsapp.identify(fixture(batch).request)).toEqual([
      "106540352242922",
      "297466310111222",
      "102290129340398",
      "198123456789012",
    ]);
  });

  it("names the account where no number is told", () => {
    expect(identify(payload({ field: "account_update", value: { event: "X" } }))).toEqual([
      "102290129340398",
    ]);
  });

  it.each([
    ["no body", ""],
    ["no JSON", "{"],
    ["a list", "[]"],
    ["null", "null"],
    ["a text", '"entry"'],
    ["an entry that is no list", '{"entry":{"id":"1"}}'],
    ["entries that are no objects", '{"entry":[null,1,"x",[]]}'],
    ["an id that is no text", '{"entry":[{"id":{"a":1},"changes":7}]}'],
    ["an id with a NUL", '{"entry":[{"id":"1\\u0000"}]}'],
    ["an endless id", `{"entry":[{"id":"${"1".repeat(10_000)}"}]}`],
    ["a body nested a million levels deep", "[".repeat(1_000_000)],
    ["bytes that are not UTF-8", new Uint8Array([0xff, 0xfe])],
  ])("finds nothing in %s", (_case, body) => {
    expect(identify(body)).toEqual([]);
  });

  it("stops at a hundred", () => {
    const numbers = Array.from({ length: 500 }, (_, index) => String(index));
    const changes = numbers.map((id) => updates({ metadata: { ...NUMBER, phone_number_id: id } }));
    expect(identify(payload(...changes))).toEqual(numbers.slice(0, 100));
  });

  it("is quick about a full-size body that anybody may send", () => {
    const body = `{"entry":[${"0,".repeat(2 * 1024 * 1024 - 20)}0]}`;
    const startedAt = performance.now();
    expect(identify(body)).toEqual([]);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});
