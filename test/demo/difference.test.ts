import { describe, expect, it } from "vitest";
import { difference } from "../../demo/difference.ts";

const PERIOD = { from: 0, to: 1 };
const LINK = "http://127.0.0.1:1/v1/calls/CA1/transcript";
const SIGNED = `${LINK}?workspace=w&expires=1795863141&signature=abc`;

describe("a link of the gateway's, where one is expected", () => {
  it("may be signed in any way", () => {
    expect(difference({ url: LINK }, { url: SIGNED }, PERIOD)).toBeNull();
  });

  it.each([
    ["is not signed", LINK],
    ["has an empty signature", SIGNED.replace("abc", "")],
    ["leads to another call", SIGNED.replace("CA1", "CA2")],
    ["leads to another part", SIGNED.replace("transcript", "recording")],
    ["leads elsewhere", SIGNED.replace("127.0.0.1", "example.com")],
    ["is missing", null],
  ])("is not as it should be where it %s", (_case, url) => {
    expect(difference({ url: LINK }, { url }, PERIOD)).toMatch(/^url is /);
  });

  it("is not as it should be where none was expected", () => {
    expect(difference({ url: null }, { url: SIGNED }, PERIOD)).toMatch(/^url is /);
  });
});
