import { describe, expect, it } from "vitest";
import { signSignalwire } from "#providers/signalwire/sign.ts";
import { FORM, inbound, JSON_TYPE, KEY, RECEIVED_AT, URL_CALLED, verdict } from "./support.ts";

const digestUrl = `${URL_CALLED}?a=it's&bodySHA256=0&b=2`;

describe("signing as SignalWire does", () => {
  const one = ["x-signalwire-signature"];
  const both = [...one, "x-signalwire-sha256-signature"];

  it.each([
    { what: "a form", headers: FORM, body: "B=%F0%9F%91%8B+x&A=&A=2&A=1", names: one },
    { what: "a GET", method: "GET", url: `${URL_CALLED}?CallSid=it's+me`, names: one },
    { what: "an empty POST", names: one },
    { what: "JSON", headers: JSON_TYPE, body: '{"a":"👋"}', names: both },
    { what: "a digest in the URL", url: digestUrl, headers: JSON_TYPE, body: "{}", names: one },
  ] as const)("signs $what so that it verifies", ({ names, ...parts }) => {
    const request = { method: "POST", url: URL_CALLED, headers: {}, body: "", ...parts } as const;
    const { headers, body, method } = request;
    const bytes = new TextEncoder().encode(body);
    const signed = signSignalwire({ ...request, body: bytes }, KEY, RECEIVED_AT);
    expect(Object.keys(signed.headers)).toEqual(names);
    const received = { method, url: signed.url, headers: { ...headers, ...signed.headers } };
    expect(verdict(inbound({ ...received, body }))).toBe("genuine");
    expect(verdict(inbound({ ...received, body: `${body}!` }))).toBe("bad-signature");
  });

  it("puts the body's digest where the URL has a place for one", () => {
    const body = new TextEncoder().encode("{}");
    const { url } = signSignalwire(
      { method: "POST", url: digestUrl, headers: JSON_TYPE, body },
      KEY,
      RECEIVED_AT,
    );
    expect(url).toBe(
      `${URL_CALLED}?a=it's&bodySHA256=44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a&b=2`,
    );
  });
});
