import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { ErrorClass } from "#src/core/delivery.ts";
import type { Dialect, SigningContext } from "#src/dialect.ts";
import { type DeliverDependencies, deliver } from "#src/pipeline/deliver.ts";
import type { Outgoing } from "#src/pipeline/ports.ts";
import type { SendOutcome, SendRequest } from "#src/pipeline/send-ports.ts";
import { NOW, sampleOutgoing, sampleWebhook } from "../support/samples.ts";

type Response = Extract<SendOutcome, { readonly kind: "response" }>;

function response(status: number, changes: Partial<Response> = {}): SendOutcome {
  return {
    kind: "response",
    status,
    headers: { "content-type": "text/plain" },
    body: new TextEncoder().encode("thanks"),
    truncated: false,
    timings: { totalMs: 12.4, firstByteMs: 11 },
    retryAfterMs: null,
    ...changes,
  };
}

function failure(errorClass: ErrorClass): SendOutcome {
  return { kind: "error", errorClass, message: "it went wrong", timings: { totalMs: 3.6 } };
}

const dialect: Dialect = {
  id: "agents-studio",
  retry: { delaysMs: [1_000, 2_000, 4_000, 8_000], jitter: 0 },
  timeoutMs: 15_000,
  contentType: "application/json",
  ownHeaders: ["x-signature"],
  allowsAuthorizationHeader: true,
  render: () => "",
  sign: (body, context) => ({ "x-signature": `${context.secret} over ${body}` }),
  judge: ({ status }) => {
    if (status === 422) return "refuse";
    return status >= 200 && status < 300 ? "delivered" : "retry";
  },
};

async function attempt(
  outcome: SendOutcome,
  outgoing: Outgoing = sampleOutgoing(),
  changes: Partial<DeliverDependencies> = {},
) {
  const requests: SendRequest[] = [];
  const result = await deliver(
    {
      send: async (request) => {
        requests.push(request);
        return outcome;
      },
      dialects: new Map([[dialect.id, dialect]]),
      userAgent: "Switchhook/1.2.3",
      now: () => NOW,
      random: () => 0.5,
      newSpanId: () => "00f067aa0ba902b7",
      ...changes,
    },
    outgoing,
  );
  const [request] = requests;
  if (request === undefined || requests.length > 1) throw new Error("one attempt is one request");
  return { result, request };
}

function inMs(milliseconds: number): Date {
  return new Date(NOW.getTime() + milliseconds);
}

describe("the request", () => {
  it("carries the body, its signature and what names the attempt", async () => {
    const outgoing = sampleOutgoing({
      eventId: "01890000-0000-7000-8000-00000000000a",
      body: '{"a":1}',
      attempt: 3,
      webhook: sampleWebhook({ headers: { "X-Tenant": "blue" } }),
    });
    const { request } = await attempt(response(200), outgoing);
    expect(request).toEqual({
      url: "https://tenant.example.com/hooks",
      method: "POST",
      body: '{"a":1}',
      timeoutMs: 15_000,
      headers: {
        "X-Tenant": "blue",
        "content-type": "application/json",
        "user-agent": "Switchhook/1.2.3",
        "x-switchhook-attempt": "3",
        traceparent: "00-0189000000007000800000000000000a-00f067aa0ba902b7-01",
        "x-signature": 'a secret of the tenant over {"a":1}',
      },
    });
  });

  async function contextOf(outgoing: Outgoing): Promise<SigningContext | undefined> {
    const contexts: SigningContext[] = [];
    const signing: Dialect = {
      ...dialect,
      sign: (_body, context) => {
        contexts.push(context);
        return {};
      },
    };
    await attempt(response(200), outgoing, { dialects: new Map([[signing.id, signing]]) });
    expect(contexts).toHaveLength(1);
    return contexts[0];
  }

  it("is signed for its delivery, its name and its own time", async () => {
    const outgoing = sampleOutgoing({ eventKey: "call.completed" });
    expect(await contextOf(outgoing)).toEqual({
      secret: outgoing.webhook.secret,
      previousSecret: null,
      signingKey: null,
      messageId: outgoing.deliveryId,
      eventKey: "call.completed",
      at: NOW,
    });
  });

  it.each([
    ["until the grace period of a rotation ends", 1, "the old one"],
    ["no longer than that", 0, null],
  ])("is signed with the secret before, %s", async (_how, laterMs, previousSecret) => {
    const until = new Date(NOW.getTime() + laterMs);
    const webhook = sampleWebhook({ previousSecret: { text: "the old one", until } });
    expect(await contextOf(sampleOutgoing({ webhook }))).toMatchObject({ previousSecret });
  });

  it("is signed with the webhook's key pair where it has one", async () => {
    const webhook = sampleWebhook({ signingKey: "whsk_AAAA" });
    expect(await contextOf(sampleOutgoing({ webhook }))).toMatchObject({ signingKey: "whsk_AAAA" });
  });

  it.each(["user-agent", "x-signature", "traceparent", "x-switchhook-attempt", "content-type"])(
    "keeps its own %s against a custom header of that name",
    async (name) => {
      const webhook = sampleWebhook({ headers: { [name]: "forged" } });
      const { request } = await attempt(response(200), sampleOutgoing({ webhook }));
      expect(request.headers[name]).not.toBe("forged");
    },
  );

  it("has no second header of a name of its own in another case", async () => {
    const webhook = sampleWebhook({ headers: { "X-Signature": "forged", "X-Other": "kept" } });
    const { request, result } = await attempt(response(200), sampleOutgoing({ webhook }));
    expect(request.headers).not.toHaveProperty("X-Signature");
    expect(request.headers).toMatchObject({ "x-signature": expect.any(String), "X-Other": "kept" });
    expect(result.requestHeaders).toEqual({ ...request.headers, "X-Other": "[custom]" });
  });

  it("has the webhook's own timeout", async () => {
    const webhook = sampleWebhook({ timeoutMs: 2_500 });
    const { request } = await attempt(response(200), sampleOutgoing({ webhook }));
    expect(request.timeoutMs).toBe(2_500);
  });

  it.each([
    ["https://t.example.com/hook", "https://t.example.com/hook?payload="],
    ["https://t.example.com/hook?key=1", "https://t.example.com/hook?key=1&payload="],
    ["https://t.example.com", "https://t.example.com?payload="],
  ])("by GET to %s has the payload in its query and no body", async (url, before) => {
    const body = '{"text":"¿Qué tal? 50% & más #1\\ud800\\u0000"}';
    const webhook = sampleWebhook({ url, method: "GET" });
    const { request } = await attempt(response(200), sampleOutgoing({ webhook, body }));
    expect(request).toMatchObject({ method: "GET", body: null });
    expect(request.url).toBe(before + encodeURIComponent(body));
    expect(request.headers).not.toHaveProperty("content-type");
    expect(request.headers["x-signature"]).toBe(`a secret of the tenant over ${body}`);
  });
});

describe("the record of an attempt", () => {
  it("holds what came back and how long it took", async () => {
    const outgoing = sampleOutgoing();
    const { result } = await attempt(response(200), outgoing);
    expect(result).toMatchObject({
      outgoing,
      startedAt: NOW,
      durationMs: 12,
      timings: { totalMs: 12.4, firstByteMs: 11 },
      response: { status: 200, headers: { "content-type": "text/plain" }, truncated: false },
      errorClass: null,
      error: null,
    });
    expect(new TextDecoder().decode(result.response?.body)).toBe("thanks");
  });

  it("says that the response was cut", async () => {
    const { result } = await attempt(response(200, { truncated: true }));
    expect(result.response?.truncated).toBe(true);
  });

  it("hides the values of custom headers and keeps the signature", async () => {
    const webhook = sampleWebhook({ headers: { "X-Api-Key": "hunter2", "X-Tenant": "blue" } });
    const { request, result } = await attempt(response(200), sampleOutgoing({ webhook }));
    expect(request.headers["X-Api-Key"]).toBe("hunter2");
    expect(result.requestHeaders).toMatchObject({
      "X-Api-Key": "[custom]",
      "X-Tenant": "[custom]",
    });
    expect(result.requestHeaders["x-signature"]).toBe(request.headers["x-signature"]);
    expect(JSON.stringify(result.requestHeaders)).not.toContain("hunter2");
  });

  it("says what went wrong where nothing came back", async () => {
    const { result } = await attempt(failure("dns_error"));
    expect(result).toMatchObject({
      response: null,
      errorClass: "dns_error",
      error: "it went wrong",
      durationMs: 4,
      timings: { totalMs: 3.6 },
    });
  });
});

describe("a response that never became whole", () => {
  const partial = {
    status: 200,
    headers: { "content-type": "text/plain" },
    body: new TextEncoder().encode("tha"),
    truncated: true,
  };

  it.each([200, 204, 410, 422, 500])(
    "is a failure to try again, with a %i, too",
    async (status) => {
      const unfinished: SendOutcome = {
        kind: "error",
        errorClass: "timeout",
        message: "the response was not complete",
        timings: { totalMs: 15_000 },
        partial: { ...partial, status },
      };
      const { result } = await attempt(unfinished);
      expect(result).toMatchObject({
        response: { ...partial, status },
        errorClass: "timeout",
        error: "the response was not complete",
        step: { kind: "retry", at: inMs(1_000) },
        isGone: false,
      });
    },
  );
});

describe("what a database would refuse", () => {
  const odd = "a\u0000b\u0007c\ud800d";

  it.each<[string, SendOutcome]>([
    ["a response", response(200, { headers: { "x-odd": odd } })],
    [
      "an unfinished response",
      {
        kind: "error",
        errorClass: "timeout",
        message: "late",
        timings: { totalMs: 1 },
        partial: {
          status: 200,
          headers: { "x-odd": odd },
          body: new Uint8Array(),
          truncated: true,
        },
      },
    ],
  ])("is not in the headers of %s", async (_, outcome) => {
    const { result } = await attempt(outcome);
    expect(result.response?.headers).toEqual({ "x-odd": "abc\ufffdd" });
  });

  it("is not in the headers of the request", async () => {
    const signing: Dialect = { ...dialect, sign: () => ({ "x-signature": odd }) };
    const dialects = new Map([[signing.id, signing]]);
    const { result } = await attempt(response(200), sampleOutgoing(), { dialects });
    expect(result.requestHeaders["x-signature"]).toBe("abc\ufffdd");
  });

  it("is not in the error, which is bounded", async () => {
    const message = `${odd}${"x".repeat(494)}😀 and more`;
    const { result } = await attempt({ ...failure("network_error"), message } as SendOutcome);
    expect(result.error).toBe(`abc\ufffdd${"x".repeat(494)}\ufffd`);
  });

  it.each<[number, number, number]>([
    [Number.NaN, 0, 0],
    [Number.POSITIVE_INFINITY, 0, 0],
    [-7, 0, -7],
    [1e12, 2_147_483_647, 1e12],
    [12.5, 13, 12.5],
  ])("is not in the times, with a total of %d", async (totalMs, durationMs, total) => {
    const timings = { totalMs, dnsMs: Number.NaN, connectMs: 2.5 };
    const { result } = await attempt(response(200, { timings }));
    expect(result.durationMs).toBe(durationMs);
    expect(result.timings).toEqual({ totalMs: total, connectMs: 2.5 });
  });
});

describe("what follows", () => {
  it.each<[number, object]>([
    [200, { step: { kind: "delivered" }, errorClass: null }],
    [204, { step: { kind: "delivered" }, errorClass: null }],
    [199, { step: { kind: "retry", at: inMs(1_000) }, errorClass: "http_error" }],
    [302, { step: { kind: "retry", at: inMs(1_000) }, errorClass: "redirect" }],
    [400, { step: { kind: "retry", at: inMs(1_000) }, errorClass: "http_error" }],
    [422, { step: { kind: "failed" }, errorClass: "http_error", isGone: false }],
    [410, { step: { kind: "failed" }, errorClass: "gone", isGone: true }],
    [500, { step: { kind: "retry", at: inMs(1_000) }, errorClass: "http_error" }],
  ])("a %i is as the dialect judges it", async (status, expected) => {
    expect((await attempt(response(status))).result).toMatchObject(expected);
  });

  it.each(["timeout", "connection_refused", "blocked_target", "tls_error"] as const)(
    "a %s is another try",
    async (errorClass) => {
      const { result } = await attempt(failure(errorClass));
      expect(result.step).toEqual({ kind: "retry", at: inMs(1_000) });
    },
  );

  it.each([
    [1, 1_000],
    [2, 2_000],
    [3, 4_000],
    [4, 8_000],
  ])("attempt %i is tried again %i ms after its end", async (number, delay) => {
    let clock = NOW;
    const { result } = await attempt(response(500), sampleOutgoing({ attempt: number }), {
      now: () => {
        const at = clock;
        clock = inMs(700);
        return at;
      },
    });
    expect(result.startedAt).toEqual(NOW);
    expect(result.step).toEqual({ kind: "retry", at: inMs(700 + delay) });
  });

  it("the last attempt of the schedule is the end", async () => {
    const { result } = await attempt(response(500), sampleOutgoing({ attempt: 5 }));
    expect(result.step).toEqual({ kind: "failed" });
  });

  it("a schedule begun anew counts from its own beginning", async () => {
    const again = sampleOutgoing({ attempt: 6, attemptsBefore: 5 });
    expect((await attempt(response(500), again)).result.step).toEqual({
      kind: "retry",
      at: inMs(1_000),
    });
    const last = sampleOutgoing({ attempt: 10, attemptsBefore: 5 });
    expect((await attempt(response(500), last)).result.step).toEqual({ kind: "failed" });
  });

  it("a webhook's own schedule replaces the dialect's, with its jitter, and never early", async () => {
    const retryPolicy = { maxAttempts: 2, initialDelay: 30, maxDelay: 60, backoffFactor: 2 };
    const webhook = sampleWebhook({ retryPolicy });
    const least = await attempt(response(500), sampleOutgoing({ webhook }), { random: () => 0 });
    expect(least.result.step).toEqual({ kind: "retry", at: inMs(30_000) });
    const first = await attempt(response(500), sampleOutgoing({ webhook }), { random: () => 0.5 });
    expect(first.result.step).toEqual({ kind: "retry", at: inMs(31_500) });
    const second = await attempt(response(500), sampleOutgoing({ webhook, attempt: 2 }));
    expect(second.result.step).toEqual({ kind: "failed" });
  });
});

describe("Retry-After", () => {
  it.each<[number, number, number]>([
    [429, 60_000, 60_000],
    [503, 60_000, 60_000],
    [503, 10, 1_000],
    [500, 60_000, 1_000],
    [302, 60_000, 1_000],
    [404, 60_000, 1_000],
  ])("with a %i, asking for %i ms, makes it %i", async (status, retryAfterMs, waitMs) => {
    const { result } = await attempt(response(status, { retryAfterMs }));
    expect(result.step).toEqual({ kind: "retry", at: inMs(waitMs) });
  });

  it("does not add attempts", async () => {
    const outgoing = sampleOutgoing({ attempt: 5 });
    const { result } = await attempt(response(503, { retryAfterMs: 1_000 }), outgoing);
    expect(result.step).toEqual({ kind: "failed" });
  });
});

it("a dialect that does not exist is a defect, not a failed attempt", async () => {
  const outgoing = sampleOutgoing({ deliveryId: randomUUID() });
  await expect(attempt(response(200), outgoing, { dialects: new Map() })).rejects.toThrow(
    "no dialect agents-studio",
  );
});
