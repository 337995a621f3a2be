import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AppTenant, startApp, type TestApp } from "../support/app.ts";
import {
  type Answered,
  ENDED,
  keyOf,
  newAgent,
  STARTED,
  type TalkoverRequest,
  talkover,
} from "../support/talkover.ts";

/** The document's request, as printed. */
const PRINTED = `{
    "name": "My Webhook",
    "webhook_url": "https://example.com/webhook",
    "webhook_secret": "optional_secret_for_hmac",
    "events": ["event_phone_call_started", "event_phone_call_ended"],
    "timeout": 30,
    "max_retries": 3,
    "enabled": true
  }`;
const LEAST = { name: "Least", webhook_url: "https://example.com/webhook", events: [ENDED] };
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const MICROSECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
const WEBHOOK_NOT_FOUND = { success: false, message: "Webhook not found for this agent." };

let app: TestApp;
let ours: AppTenant;
let agentId: string;

beforeAll(async () => {
  app = await startApp();
  ours = await app.tenant();
  agentId = await newAgent(app, ours);
});

afterAll(() => app[Symbol.asyncDispose]());

function api(request: string, options?: TalkoverRequest): Promise<Answered> {
  return talkover(app.url, keyOf(ours), request, options);
}

async function newWebhook(body: object = {}, agent = agentId) {
  const created = await api(`POST /${agent}/webhooks`, { body: { ...LEAST, ...body } });
  expect(created.body).toMatchObject({ success: true });
  return created.body.data;
}

describe("create", () => {
  it("answers the document's request as the document does", async () => {
    const created = await api(`POST /${agentId}/webhooks`, { body: PRINTED });
    expect(created.status).toBe(201);
    expect(created.body).toEqual({
      success: true,
      message: "Webhook created successfully",
      data: {
        id: expect.stringMatching(UUID),
        agent_id: agentId,
        name: "My Webhook",
        webhook_url: "https://example.com/webhook",
        events: [STARTED, ENDED],
        timeout: 30,
        max_retries: 3,
        enabled: true,
        created_at: expect.stringMatching(MICROSECONDS),
        updated_at: expect.stringMatching(MICROSECONDS),
        events_count: 2,
        status: "active",
      },
    });
    const { data } = created.body;
    expect(Object.keys(data)).toEqual([
      ...["id", "agent_id", "name", "webhook_url", "events", "timeout", "max_retries", "enabled"],
      ...["created_at", "updated_at", "events_count", "status"],
    ]);
    expect((await api(`GET /${agentId}/webhooks/${data.id}`)).body.data).toEqual(data);
  });

  it("takes the document's defaults, and null or an empty text for none", async () => {
    const defaults = { timeout: 30, max_retries: 3, enabled: true, status: "active" };
    expect(await newWebhook()).toMatchObject(defaults);
    const none = { timeout: null, max_retries: null, enabled: null, webhook_secret: null };
    expect(await newWebhook(none)).toMatchObject(defaults);
    const empty = { timeout: "", max_retries: "", enabled: "", webhook_secret: "" };
    expect(await newWebhook(empty)).toMatchObject(defaults);
  });

  it.each([
    [{ timeout: "5" }, { timeout: 5 }],
    [{ timeout: 120 }, { timeout: 120 }],
    [{ max_retries: "10" }, { max_retries: 10 }],
    [{ max_retries: 0 }, { max_retries: 0 }],
    [{ enabled: 0 }, { enabled: false, status: "inactive" }],
    [{ enabled: "0" }, { enabled: false }],
    [{ enabled: 1 }, { enabled: true }],
    [{ enabled: "1" }, { enabled: true }],
    [{ name: "  Ana \n" }, { name: "Ana" }],
    [{ name: "🎉".repeat(255) }, { name: "🎉".repeat(255) }],
    [{ webhook_secret: "x" }, {}],
    [{ webhook_url: ` https://e.example/${"a".repeat(482)} ` }, {}],
    [{ events: [ENDED, STARTED, ENDED] }, { events: [ENDED, STARTED], events_count: 2 }],
    [{ unknown_field: true }, {}],
  ])("takes %j", async (given, read) => {
    const made = await newWebhook(given);
    expect(made).toMatchObject(read);
    expect((await api(`GET /${agentId}/webhooks/${made.id}`)).body.data).toEqual(made);
  });
});

describe("list, get, update and delete", () => {
  it("lists the webhooks of the agent alone, oldest first", async () => {
    const [agent, other] = [await newAgent(app, ours), await newAgent(app, ours)];
    const first = await newWebhook({ name: "first" }, agent);
    const second = await newWebhook({ name: "second" }, agent);
    await newWebhook({ name: "other" }, other);
    await fetch(`${app.url}/v1/webhooks`, {
      method: "POST",
      headers: { ...ours.headers, "Content-Type": "application/json" },
      body: JSON.stringify({ url: LEAST.webhook_url, agentId: agent }),
    });
    expect((await api(`GET /${agent}/webhooks`)).body).toEqual({
      success: true,
      message: "Webhooks retrieved successfully",
      data: [first, second],
    });
  });

  it.each(["PUT", "PATCH"])("%s changes what is given, and nothing else", async (method) => {
    const made = await newWebhook({ timeout: 60, max_retries: 7, events: [STARTED, ENDED] });
    const one = `/${agentId}/webhooks/${made.id}`;
    const body = { name: "Renamed", events: [ENDED], timeout: null, enabled: false };
    const updated = await api(`${method} ${one}`, { body });
    expect(updated.status).toBe(200);
    expect(updated.body).toEqual({
      success: true,
      message: "Webhook updated successfully",
      data: {
        ...made,
        name: "Renamed",
        events: [ENDED],
        events_count: 1,
        enabled: false,
        status: "inactive",
        updated_at: expect.stringMatching(MICROSECONDS),
      },
    });
    expect((await api(`${method} ${one}`, { body: { max_retries: 0 } })).body.data).toMatchObject({
      max_retries: 0,
      timeout: 60,
    });
    const wrong = { name: null, webhook_url: "x", events: [], timeout: 1 };
    const refused = await api(`${method} ${one}`, { body: wrong });
    expect(refused.status).toBe(422);
    expect(refused.body.errors).toEqual({
      name: ["The name field is required."],
      webhook_url: ["The webhook url field must be a valid URL."],
      events: ["The events field must contain at least 1 items."],
      timeout: ["The timeout field must be at least 5."],
    });
  });

  it("deletes", async () => {
    const { id } = await newWebhook();
    const one = `/${agentId}/webhooks/${id}`;
    const deleted = await api(`DELETE ${one}`);
    expect(deleted.status).toBe(200);
    expect(deleted.body).toEqual({ success: true, message: "Webhook deleted successfully" });
    expect(await api(`GET ${one}`)).toMatchObject({ status: 404, body: WEBHOOK_NOT_FOUND });
    expect(await api(`DELETE ${one}`)).toMatchObject({ status: 404, body: WEBHOOK_NOT_FOUND });
  });
});
