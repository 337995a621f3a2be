import { describe, expect, it } from "vitest";
import { signalwire } from "#providers/signalwire/index.ts";
import { FORM, inbound, JSON_TYPE, KEY, URL_CALLED } from "./support.ts";

describe("settings", () => {
  it.each([
    ["no settings", { secrets: [KEY] }],
    ["no keys", { secrets: [], settings: {} }],
    [
      "everything",
      {
        secrets: [KEY, "PSK_2"],
        settings: {
          basicAuth: { username: "u", password: "p" },
          mailbox: true,
          enrichmentWindowSeconds: 30,
          sourceAddresses: ["192.0.2.1", "198.51.100.0/24", "2001:db8::/32"],
        },
      },
    ],
  ])("accepts %s", (_, raw) => {
    expect(signalwire.settings.safeParse(raw).success).toBe(true);
  });

  it.each([
    ["an unknown key", { secretKey: "x" }, /Unrecognized key: "secretKey"/],
    ["a user name with a colon", { basicAuth: { username: "a:b", password: "p" } }, /colon/],
    ["an empty password", { basicAuth: { username: "a", password: "" } }, /password/],
    ["a name for an address", { sourceAddresses: ["sip.signalwire.com"] }, /CIDR/],
    ["a negative window", { enrichmentWindowSeconds: -1 }, /enrichmentWindowSeconds/],
  ])("refuses %s and says so", (_, settings, message) => {
    const result = signalwire.settings.safeParse({ secrets: [KEY], settings });
    const told = result.error?.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    expect(told?.join()).toMatch(message);
  });

  it("refuses an empty key, which would sign for everybody", () => {
    expect(() => signalwire.open({ secrets: [""], settings: {} })).toThrow();
  });
});

describe("identify", () => {
  it.each([
    ["a form", inbound({ headers: FORM, body: "AccountSid=p1&CallSid=c" }), ["p1"]],
    ["a GET", inbound({ method: "GET", url: `${URL_CALLED}?AccountSid=p1` }), ["p1"]],
    [
      "an event",
      inbound({ headers: JSON_TYPE, body: '{"project_id":"p1","space_id":"s1","params":{}}' }),
      ["p1", "s1"],
    ],
    [
      "a document fetch",
      inbound({ headers: JSON_TYPE, body: '{"call":{"project_id":"p1","space_id":"s1"}}' }),
      ["p1", "s1"],
    ],
    [
      "a message document fetch",
      inbound({ headers: JSON_TYPE, body: '{"message":{"project_id":"p1"}}' }),
      ["p1"],
    ],
    [
      "an agent's feed",
      inbound({ headers: JSON_TYPE, body: '{"call_info":{"project_id":"p1","space_id":"s1"}}' }),
      ["p1", "s1"],
    ],
    ["an 11Wire event", inbound({ headers: JSON_TYPE, body: '{"call_id":"c"}' }), []],
    ["broken JSON", inbound({ headers: JSON_TYPE, body: '{"project_id":' }), []],
    ["deep JSON", inbound({ headers: JSON_TYPE, body: "[".repeat(200_000) }), []],
    ["other types", inbound({ headers: JSON_TYPE, body: '{"project_id":7,"call":[]}' }), []],
    ["an id without end", inbound({ headers: FORM, body: `AccountSid=${"p".repeat(999)}` }), []],
    ["nothing", inbound({}), []],
  ])("finds the ids in %s", (_, request, ids) => {
    expect(signalwire.identify(request)).toEqual(ids);
  });
});

it("limits bodies to a mebibyte", () => {
  expect(signalwire.bodyLimitBytes(new Uint8Array())).toBe(1_048_576);
});

it("names hosts, and no range to enforce", () => {
  expect(signalwire.ranges).toMatchObject({ cidrs: [], enforceable: false });
  expect(signalwire.ranges.names).toHaveLength(3);
});
