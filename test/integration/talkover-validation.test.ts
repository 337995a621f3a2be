import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { TalkoverInvalid } from "#src/http/schemas/talkover/answers.ts";
import { WebhookCreated } from "#src/http/schemas/talkover/webhook.ts";
import { type AppTenant, startApp, type TestApp } from "../support/app.ts";
import {
  type Answered,
  ENDED,
  keyOf,
  newAgent,
  type TalkoverRequest,
  talkover,
} from "../support/talkover.ts";

const LEAST = { name: "Least", webhook_url: "https://example.com/webhook", events: [ENDED] };
const PROPER: Readonly<Record<string, unknown>> = {
  ...LEAST,
  ...{ webhook_secret: "s", timeout: 30, max_retries: 3, enabled: true },
};
const INVALID = "The given data was invalid.";
const REQUIRED = {
  name: ["The name field is required."],
  webhook_url: ["The webhook url field is required."],
  events: ["The events field is required."],
};

let app: TestApp;
let ours: AppTenant;

beforeAll(async () => {
  app = await startApp();
  ours = await app.tenant();
});

afterAll(() => app[Symbol.asyncDispose]());

function api(request: string, options?: TalkoverRequest): Promise<Answered> {
  return talkover(app.url, keyOf(ours), request, options);
}

async function countOf(agent: string): Promise<number> {
  return (await api(`GET /${agent}/webhooks`)).body.data.length;
}

it.each<[object, Record<string, string[]>]>([
  [{ name: undefined }, { name: REQUIRED.name }],
  [{ name: null }, { name: REQUIRED.name }],
  [{ name: " " }, { name: REQUIRED.name }],
  [{ name: 7 }, { name: ["The name field must be a string."] }],
  [
    { name: "n".repeat(256) },
    { name: ["The name field must not be greater than 255 characters."] },
  ],
  [{ webhook_url: undefined }, { webhook_url: REQUIRED.webhook_url }],
  [{ webhook_url: "" }, { webhook_url: REQUIRED.webhook_url }],
  [{ webhook_url: 7 }, { webhook_url: ["The webhook url field must be a valid URL."] }],
  [{ webhook_url: "no url" }, { webhook_url: ["The webhook url field must be a valid URL."] }],
  [
    { webhook_url: "ftp://example.com/" },
    {
      webhook_url: ["The webhook url field must be a valid URL: only https:// URLs can be called."],
    },
  ],
  [
    { webhook_url: `https://e.example/${"a".repeat(483)}` },
    { webhook_url: ["The webhook url field must not be greater than 500 characters."] },
  ],
  [{ webhook_secret: 7 }, { webhook_secret: ["The webhook secret field must be a string."] }],
  [
    { webhook_secret: "s".repeat(256) },
    {
      webhook_secret: ["The webhook secret field must not be greater than 255 characters."],
    },
  ],
  [{ events: undefined }, { events: REQUIRED.events }],
  [{ events: ENDED }, { events: ["The events field must be an array."] }],
  [{ events: [] }, { events: ["The events field must contain at least 1 items."] }],
  [{ events: ["call.callEnded"] }, { "events.0": ["The selected events.0 is invalid."] }],
  [{ events: [ENDED, 7] }, { "events.1": ["The selected events.1 is invalid."] }],
  [{ timeout: 4 }, { timeout: ["The timeout field must be at least 5."] }],
  [{ timeout: "4" }, { timeout: ["The timeout field must be at least 5."] }],
  [{ timeout: 121 }, { timeout: ["The timeout field must not be greater than 120."] }],
  [{ timeout: "1e2" }, { timeout: ["The timeout field must be an integer."] }],
  [{ timeout: 30.5 }, { timeout: ["The timeout field must be an integer."] }],
  [{ timeout: true }, { timeout: ["The timeout field must be an integer."] }],
  [{ max_retries: -1 }, { max_retries: ["The max retries field must be at least 0."] }],
  [{ max_retries: 11 }, { max_retries: ["The max retries field must not be greater than 10."] }],
  [{ max_retries: [3] }, { max_retries: ["The max retries field must be an integer."] }],
  [{ enabled: "true" }, { enabled: ["The enabled field must be true or false."] }],
  [{ enabled: 2 }, { enabled: ["The enabled field must be true or false."] }],
  [{ name: [] }, { name: ["The name field must be a string."] }],
  [{ events: "" }, { events: ["The events field must be an array."] }],
  [{ timeout: 1e30 }, { timeout: ["The timeout field must be an integer."] }],
  [{ timeout: " " }, { timeout: ["The timeout field must be an integer."] }],
  [{ name: "a\0b" }, { name: ["The name field contains a NUL character."] }],
])("refuses %j", async (wrong, errors) => {
  const agent = await newAgent(app, ours);
  const body = { ...LEAST, ...wrong };
  const refused = await api(`POST /${agent}/webhooks`, { body });
  expect(refused.status).toBe(422);
  expect(refused.body).toEqual({ message: INVALID, errors });
  expect(await countOf(agent)).toBe(0);
});

it.each([101, 200_000])("refuses %i events, and looks at none of them", async (count) => {
  const agent = await newAgent(app, ours);
  const body = { ...LEAST, events: Array(count).fill(7) };
  const refused = await api(`POST /${agent}/webhooks`, { body });
  expect(refused.status).toBe(422);
  expect(refused.body.errors).toEqual({
    events: ["The events field must not have more than 100 items."],
  });
});

it("tells all that is wrong at once, as the document does", async () => {
  const body = { name: "x", events: [], timeout: 1, max_retries: 99, enabled: "yes" };
  const refused = await api(`POST /${await newAgent(app, ours)}/webhooks`, { body });
  expect(refused.body).toEqual({
    message: INVALID,
    errors: {
      webhook_url: ["The webhook url field is required."],
      events: ["The events field must contain at least 1 items."],
      timeout: ["The timeout field must be at least 5."],
      max_retries: ["The max retries field must not be greater than 10."],
      enabled: ["The enabled field must be true or false."],
    },
  });
});

it.each([
  ["no body", {}],
  ["an empty one", { body: "" }],
  ["an empty object", { body: {} }],
])("asks for what is required of %s", async (_name, request) => {
  const refused = await api(`POST /${await newAgent(app, ours)}/webhooks`, request);
  expect(refused.status).toBe(422);
  expect(refused.body).toEqual({ message: INVALID, errors: REQUIRED });
});

it.each([
  ["what is no JSON", 400, { body: "{" }],
  ["a list", 422, { body: [] }],
  ["a form", 415, { body: "a=b", headers: { "Content-Type": "text/plain" } }],
  ["too much", 413, { body: `"${"x".repeat(1024 * 1024)}"` }],
])("refuses %s", async (_name, status, request) => {
  const refused = await api(`POST /${await newAgent(app, ours)}/webhooks`, request);
  expect(refused.status).toBe(status);
  expect(refused.body.message).toEqual(expect.any(String));
});

it("refuses a private target in production, with all else that is wrong", async () => {
  await using production = await startApp({ ALLOW_PRIVATE_TARGETS: "false" });
  const tenant = await production.tenant();
  const agent = await newAgent(production, tenant);
  const body = { ...LEAST, webhook_url: "https://10.0.0.1/hook", timeout: 1 };
  const path = `POST /${agent}/webhooks`;
  const refused = await talkover(production.url, keyOf(tenant), path, { body });
  expect(refused.status).toBe(422);
  expect(refused.body.errors).toEqual({
    webhook_url: [
      "The webhook url field must be a valid URL: the host is not on the public internet.",
    ],
    timeout: ["The timeout field must be at least 5."],
  });
});

/** A number of any size, as it stands in JSON. */
const anyNumber = fc.tuple(fc.bigInt({ max: 10n ** 30n, min: -1n }), fc.nat(400));

/** JSON; a number behind `#` stands for itself. */
function toText(value: unknown): string {
  return JSON.stringify(value).replace(/"#(-?\d+e\d+)"/g, "$1");
}

it("answers whatever it is sent in one of the document's forms", async () => {
  const agent = await newAgent(app, ours);
  const field = fc.oneof(
    fc.jsonValue(),
    fc.string({ unit: "binary" }),
    anyNumber.map(([digits, exponent]) => `#${digits}e${exponent}`),
  );
  const fields = fc.record(
    Object.fromEntries(
      Object.entries(PROPER).map(([name, value]) => {
        const proper = { weight: 4, arbitrary: fc.constant(value) };
        return [name, fc.oneof(proper, { weight: 1, arbitrary: field })];
      }),
    ),
  );
  const texts = fc.oneof(fields, fc.jsonValue()).map(toText);
  await fc.assert(
    fc.asyncProperty(texts, async (body) => {
      const { status, body: answer } = await api(`POST /${agent}/webhooks`, { body });
      expect([201, 422]).toContain(status);
      (status === 201 ? WebhookCreated : TalkoverInvalid).parse(answer);
    }),
    { numRuns: 300 },
  );
});
