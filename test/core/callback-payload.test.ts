import { describe, expect, it } from "vitest";
import { type CallbackContent, payloadOf } from "#src/core/callback-payload.ts";

function payload(body: string | Uint8Array, more: Partial<CallbackContent> = {}): unknown {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  return payloadOf({ method: "POST", target: "/hook", headers: [], body: bytes, ...more });
}

const FORM = [["Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"]] as const;

describe("payloadOf", () => {
  it("shows JSON as it is", () => {
    const value = { a: [1, null, { b: "ü" }], c: false };
    expect(payload(JSON.stringify(value))).toEqual(value);
  });

  it("shows a form as its fields, and lists what is given several times", () => {
    expect(payload("From=%2B1800&To=a+b&X=1&X=2&X=3", { headers: FORM })).toEqual({
      From: "+1800",
      To: "a b",
      X: ["1", "2", "3"],
    });
  });

  it("shows the query where there is no body", () => {
    expect(payload("", { method: "GET", target: "/hook?CallSid=a&X=%3F?" })).toEqual({
      CallSid: "a",
      X: "??",
    });
    expect(payload("")).toEqual({});
  });

  it("shows what nobody can read as text", () => {
    expect(payload("no json")).toEqual({ raw: "no json" });
    expect(payload(new Uint8Array([0xff, 0x61]))).toEqual({ raw: "\u{fffd}a" });
  });

  it("leaves out what is too long", () => {
    const long = "x".repeat(70_000);
    expect(payload(JSON.stringify({ data: { audio: long, id: 1 } }))).toEqual({
      data: { audio: "[70000 characters left out]", id: 1 },
    });
    expect(payload(long)).toEqual({ raw: "[70000 characters left out]" });
  });

  it("leaves out what is nested so deep that it could not be written again", () => {
    const deep = "[".repeat(100_000) + "]".repeat(100_000);
    expect(JSON.stringify(payload(deep))).toContain("left out: nested too deep");
  });

  it("takes many fields of one name in linear time", () => {
    const shown = payload("a=1&".repeat(200_000), { headers: FORM });
    expect(shown).toHaveProperty("a.length", 200_000);
  });
});
