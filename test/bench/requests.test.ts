import { describe, expect, it } from "vitest";
import { providers } from "#src/registry.ts";
import { findMarker, markerOf } from "../../bench/load/marker.ts";
import type { Form } from "../../bench/load/plan.ts";
import { rendererFor } from "../../bench/load/requests.ts";

const URL_CALLED = "http://127.0.0.1:8080/api/webhooks/signalwire/1?a=b";
const SECRET = "PSK_of the bench";

function post(form: Form, number = 7) {
  return rendererFor("0a1b2c3d", { url: URL_CALLED, headers: { "x-own": "1" }, form })(number);
}

function headersOf(flat: readonly string[]): Headers {
  const names = flat.filter((_, index) => index % 2 === 0);
  return new Headers(names.map((name, index) => [name, flat[index * 2 + 1] ?? ""]));
}

describe("a callback in SignalWire's form", () => {
  const { path, headers, body } = post({
    kind: "signalwire",
    secret: SECRET,
    from: "+12010000001",
  });
  const request = {
    method: "POST",
    url: URL_CALLED,
    headers: headersOf(headers),
    body: Buffer.from(body),
    receivedAt: new Date(),
  } as const;
  const signalwire = providers.get("signalwire");

  it("carries a signature that the provider verifies", () => {
    const verdicts = [SECRET, "another"].map((secret) =>
      signalwire?.open({ secrets: [secret], settings: {} }).verify(request, new Date()),
    );
    expect(verdicts.map((verdict) => verdict?.ok)).toEqual([true, false]);
  });

  it("goes to the target's path, tells its number and begins a call", () => {
    const receiver = signalwire?.open({ secrets: [SECRET], settings: {} });
    const normalized = receiver?.normalize(request);
    expect(path).toBe("/api/webhooks/signalwire/1?a=b");
    expect(findMarker(body)).toEqual({ run: "0a1b2c3d", number: 7 });
    expect(normalized).toMatchObject({
      ok: true,
      value: { facts: [{ observation: { fact: "started", fromNumber: "+12010000001" } }] },
    });
  });
});

it("fills a template with the callback's id, everywhere", () => {
  const { headers, body } = post({ kind: "json", template: '{"id":"{id}","again":"{id}"}' });
  const id = markerOf("0a1b2c3d", 7);
  expect(JSON.parse(body)).toEqual({ id, again: id });
  expect(Object.fromEntries(headersOf(headers))).toEqual({
    "content-type": "application/json",
    "x-own": "1",
  });
});

describe("a marker", () => {
  it.each([0, 1, 255, 4_000_000_000])("is a UUID that gives number %d back", (number) => {
    const marker = markerOf("0a1b2c3d", number);
    expect(marker).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(findMarker(`{"callId":"${marker}"}`)).toEqual({ run: "0a1b2c3d", number });
  });

  it.each(["", "-bec4-4000-8000-", "{}", "0a1b2c3d-bec4-4000-8000-zzzzzzzzzzzz"])(
    "is not seen in %j",
    (text) => {
      expect(findMarker(text)).toBeNull();
    },
  );
});
