import { describe, expect, it } from "vitest";
import { checkCustomHeaders } from "#src/core/custom-headers.ts";

const rules = { ownHeaders: ["x-signature"], allowsAuthorizationHeader: false };

describe("custom headers of a webhook", () => {
  it.each<[string, string]>([
    ["X-Custom-Header", "value"],
    ["X-Custom-Signature", "allowed"],
    ["!#$%&'*+-.^_`|~09azAZ", "odd, and valid"],
    ["X-Empty", ""],
    ["X-Tab", "a\tb c"],
    ["X-Long", "x".repeat(4096)],
    ["constructor", "a name like any other"],
    ["X-Webhook-Signature", "another dialect's"],
  ])("lets %s through", (name, value) => {
    expect(checkCustomHeaders({ [name]: value }, rules)).toEqual([]);
  });

  it.each<[string, RegExp]>([
    ["Connection", /HTTP connection/],
    ["Keep-Alive", /HTTP connection/],
    ["Proxy-Authorization", /HTTP connection/],
    ["TE", /HTTP connection/],
    ["Trailer", /HTTP connection/],
    ["Transfer-Encoding", /HTTP connection/],
    ["Upgrade", /HTTP connection/],
    ["Expect", /HTTP connection/],
    ["HOST", /HTTP connection/],
    ["Content-Length", /describes the body/],
    ["content-type", /describes the body/],
    ["Content-Encoding", /describes the body/],
    ["User-Agent", /set by the gateway/],
    ["traceparent", /set by the gateway/],
    ["Webhook-Id", /set by the gateway/],
    ["webhook-anything", /set by the gateway/],
    ["X-Switchhook-Attempt", /set by the gateway/],
    ["X-Signature", /carries the signature/],
    ["Authorization", /is a credential/],
    ["Cookie", /is a credential/],
    ["", /not a valid header name/],
    ["X Space", /not a valid header name/],
    ["X:Colon", /not a valid header name/],
    ["X-Ünicode", /not a valid header name/],
    ["X\r\nInjected", /not a valid header name/],
    ["x".repeat(129), /not a valid header name/],
  ])("refuses the name %j", (name, message) => {
    expect(checkCustomHeaders({ [name]: "v" }, rules)).toEqual([
      { path: `headers.${name}`, message: expect.stringMatching(message) },
    ]);
  });

  it.each([
    ["a line feed", "a\nb"],
    ["a carriage return", "a\rX-Injected: 1"],
    ["NUL", "a\0b"],
    ["DEL", "a\x7fb"],
    ["a letter beyond ASCII", "é"],
  ])("refuses a value with %s", (_what, value) => {
    expect(checkCustomHeaders({ "X-A": value }, rules)).toEqual([
      { path: "headers.X-A", message: expect.stringContaining("visible ASCII") },
    ]);
  });

  it("refuses a value of more than 4096 characters", () => {
    expect(checkCustomHeaders({ "X-A": "x".repeat(4097) }, rules)).toEqual([
      { path: "headers.X-A", message: "has at most 4096 characters" },
    ]);
  });

  it("refuses one name in two cases", () => {
    expect(checkCustomHeaders({ "X-A": "1", "x-a": "2" }, rules)).toEqual([
      { path: "headers.x-a", message: expect.stringContaining("given twice") },
    ]);
  });

  it("takes 50 headers and refuses 51", () => {
    const headers = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`X-${index}`, "v"]));
    expect(checkCustomHeaders(headers(50), rules)).toEqual([]);
    expect(checkCustomHeaders(headers(51), rules)).toEqual([
      { path: "headers", message: "has at most 50 entries" },
    ]);
  });

  it.each(["Authorization", "Cookie"])("lets %s through where the dialect does", (name) => {
    const lenient = { ...rules, allowsAuthorizationHeader: true };
    expect(checkCustomHeaders({ [name]: "v" }, lenient)).toEqual([]);
  });

  it("refuses Proxy-Authorization everywhere", () => {
    const lenient = { ...rules, allowsAuthorizationHeader: true };
    expect(checkCustomHeaders({ "proxy-authorization": "v" }, lenient)).toHaveLength(1);
  });
});
