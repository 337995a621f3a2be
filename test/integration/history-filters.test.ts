/** Why did this customer not get this call? What events, calls and agents are found by. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Api, apiOf } from "../support/api.ts";
import { type AppTenant, startApp, type TestApp } from "../support/app.ts";
import { createSink, type Sink } from "../support/sink.ts";
import { carrierSays } from "../support/talkover.ts";
import { waitFor } from "../support/wait-for.ts";

const CUSTOMER = "+525538808448";
const LINE = "+12135877632";

let app: TestApp;
let sink: Sink;
let tenant: AppTenant;
let api: Api;
const call = randomUUID();

beforeAll(async () => {
  app = await startApp();
  sink = await createSink();
  tenant = await app.tenant();
  api = apiOf(app, tenant);
  await api("POST /v1/webhooks", {
    body: {
      url: sink.url,
      dialect: "standard",
      eventKeys: ["call.callStarted", "sms.messageReceived"],
    },
  });
  await carrierSays(app.url, tenant, { from: LINE, status: "in-progress", id: call });
  await carrierSays(app.url, tenant, { from: "+34600100200", status: "in-progress" });
  await app.send(tenant, "whatsapp", whatsappText("wamid.1", "16505551234"));
  await app.send(tenant, "whatsapp", whatsappText("wamid.2", "34911222333"));
  await publishSms("sms-1", { from: "+16505551234", to: LINE });
  await waitFor(async () => (await events()).length >= 7, { what: "the events" });
  await waitFor(async () => sink.requests.length >= 3, { what: "the deliveries" });
});

afterAll(async () => {
  await sink[Symbol.asyncDispose]();
  await app[Symbol.asyncDispose]();
});

function whatsappText(id: string, from: string): string {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const context = { from: "99999999999", id: "wamid.0" };
  const messages = [{ id, from, timestamp, type: "text", text: { body: "Hola" }, context }];
  const metadata = { display_phone_number: "15550783881", phone_number_id: "106540352242922" };
  const value = { messaging_product: "whatsapp", metadata, messages };
  const entry = [{ id: "102290129340398", changes: [{ field: "messages", value }] }];
  return JSON.stringify({ object: "whatsapp_business_account", entry });
}

async function publishSms(id: string, parties: { readonly from: string; readonly to: string }) {
  const data = {
    ...parties,
    ...{ messageId: id, segments: 1, provider: "signalwire", body: 'not "from":"+77777777777"' },
    ...{ media: [], metadata: {} },
  };
  const published = await api("POST /v1/events", {
    body: { type: "sms.messageReceived", id, data },
  });
  expect(published.status).toBe(202);
}

// biome-ignore lint/suspicious/noExplicitAny: what a client sees is what the tests are about.
async function rows(path: string, filter = ""): Promise<readonly any[]> {
  const query = new URLSearchParams({ limit: "100", ...(filter && { filter }) });
  const { status, body } = await api(`GET ${path}?${query}`);
  expect(status, body.detail).toBe(200);
  return body.data;
}
const events = (filter?: string) => rows("/v1/events", filter);
const typesOf = async (filter: string) => [
  ...new Set((await events(filter)).map(({ type }) => type)),
];

describe("events", () => {
  it.each([
    [CUSTOMER, ["call.callStarted", "call.callAnswered"]],
    ["+52 55 3880-8448", ["call.callStarted", "call.callAnswered"]],
    ["tel:525538808448", ["call.callStarted", "call.callAnswered"]],
    [LINE, ["call.callStarted", "call.callAnswered", "sms.messageReceived"]],
    [
      "+16505551234",
      ["sms.messageReceived", "whatsapp.messageReceived", "whatsapp.conversationStarted"],
    ],
    ["15550783881", ["whatsapp.messageReceived", "whatsapp.conversationStarted"]],
    ["+99999999999", []],
    ["+77777777777", []],
    ["+1650555123", []],
  ])("are found by the number of their call or message: %s", async (phone, types) => {
    const found = await typesOf(`eq(phone,"${phone}")`);
    expect(found.toSorted()).toEqual(types.toSorted());
  });

  it("are found by several numbers, and by not having one", async () => {
    const all = await events();
    const some = await events(`in(phone,"${CUSTOMER}","34911222333")`);
    const others = await events(`not(in(phone,"${CUSTOMER}","34911222333"))`);
    expect(some.length).toBeGreaterThan(0);
    expect(some.length + others.length).toBe(all.length);
    expect(await events(`ne(phone,"${CUSTOMER}")`)).toEqual(
      await events(`not(eq(phone,"${CUSTOMER}"))`),
    );
    expect(await typesOf(`and(eq(phone,"${LINE}"),like(type,"sms.%"))`)).toEqual([
      "sms.messageReceived",
    ]);
  });

  it("are found by the call, the callback and the provider that told them", async () => {
    const [started] = await events(`and(eq(callId,"${call}"),eq(type,"call.callStarted"))`);
    expect(started.provider).toBe("signalwire");
    const same = await events(`eq(callbackId,"${started.callbackId}")`);
    expect(same.map(({ id }) => id)).toContain(started.id);
    const providers = async (name: string) => [
      ...new Set((await events(`eq(provider,"${name}")`)).map(({ provider }) => provider)),
    ];
    for (const name of ["signalwire", "whatsapp", "platform"]) {
      expect(await providers(name)).toEqual([name]);
    }
    expect(await providers("elevenlabs")).toEqual([]);
  });

  it.each(['like(phone,"%1%")', 'gt(phone,"1")', "eq(phone,null)", 'eq(phone," ")', "in(phone,1)"])(
    "are not searched by %s",
    async (filter) => {
      const query = encodeURIComponent(filter);
      const reply = await api(`GET /v1/events?filter=${query}`);
      expect([reply.status, reply.body.errors[0].path]).toEqual([400, "filter"]);
    },
  );

  it("say how many deliveries they have, and which", async () => {
    await waitFor(
      async () => {
        const [started] = await events(`and(eq(callId,"${call}"),eq(type,"call.callStarted"))`);
        return started.deliveryCounts.delivered === 1;
      },
      { what: "the delivery to be settled" },
    );
    const [started] = await events(`and(eq(callId,"${call}"),eq(type,"call.callStarted"))`);
    const none = { pending: 0, delivered: 0, failed: 0, suppressed: 0 };
    expect(started.deliveryCounts).toEqual({ ...none, delivered: 1 });
    const [answered] = await events(`and(eq(callId,"${call}"),eq(type,"call.callAnswered"))`);
    expect(answered.deliveryCounts).toEqual(none);
    const { body } = await api(`GET /v1/events/${started.id}`);
    expect(body).toMatchObject({
      ...started,
      deliveries: [{ eventKey: "call.callStarted", status: "delivered" }],
    });
    const delivery = await api(`GET /v1/deliveries/${body.deliveries[0].id}`);
    expect(delivery.body).toMatchObject({
      webhookId: body.deliveries[0].webhookId,
      event: { id: started.id, callId: call, callbackId: started.callbackId },
      attemptHistory: [{ number: 1, responseStatus: 200 }],
    });
  });
});

describe("calls", () => {
  const calls = async (filter: string) =>
    (await rows("/v1/calls", filter)).map(({ callId }) => callId);

  it("are found by their numbers, however they are written", async () => {
    expect(await calls('eq(from,"+1 (213) 587-7632")')).toEqual([call]);
    expect(await calls(`eq(from,"${CUSTOMER}")`)).toEqual([]);
    expect(await calls(`and(eq(to,"525538808448"),eq(phone,"${LINE}"))`)).toEqual([call]);
    expect(await calls(`eq(phone,"${CUSTOMER}")`)).toHaveLength(2);
    expect(await calls(`eq(fromNumber,"${LINE}")`)).toEqual([call]);
  });

  it("tell their story from the callback to the last attempt, each with its id", async () => {
    const { body } = await api(`GET /v1/calls/${call}`);
    // biome-ignore lint/suspicious/noExplicitAny: as above.
    const of = (kind: string): any[] =>
      body.timeline.filter((entry: { kind: string }) => entry.kind === kind);
    const [callback] = of("callback");
    const event = of("event").find(({ details }) => details.type === "call.callStarted");
    const [delivery] = of("delivery");
    const [attempt] = of("attempt");
    expect(event.details.callbackId).toBe(callback.id);
    expect(delivery.details).toMatchObject({ eventId: event.id, webhookId: expect.any(String) });
    expect(attempt).toMatchObject({
      id: `${delivery.id}/1`,
      details: { deliveryId: delivery.id, responseStatus: 200 },
    });
    expect((await api(`GET /v1/callbacks/${callback.id}`)).body.events).toContainEqual({
      id: event.id,
      type: "call.callStarted",
      occurredAt: expect.any(String),
    });
  });
});

describe("agents and workflows", () => {
  it("are searched without regard to case, agents by what else they are known as too", async () => {
    await api("POST /v1/agents", {
      body: { name: "Recepción ÁRBOL", references: ["agent_AbC123"] },
    });
    await api("POST /v1/workflows", { body: { name: "Nightly Calls", reference: "wf-XYZ" } });
    const names = async (path: string, filter: string) =>
      (await rows(path, filter)).map(({ name }) => name);
    expect(await names("/v1/agents", 'ilike(name,"%recepción árbol%")')).toEqual([
      "Recepción ÁRBOL",
    ]);
    expect(await names("/v1/agents", 'like(name,"%recepción árbol%")')).toEqual([]);
    expect(await names("/v1/agents", 'ilike(references,"%abc1%")')).toEqual(["Recepción ÁRBOL"]);
    expect(
      await names("/v1/agents", 'or(ilike(name,"%nobody%"),ilike(references,"%nobody%"))'),
    ).toEqual([]);
    expect(
      await names("/v1/workflows", 'or(ilike(name,"%CALLS%"),ilike(reference,"%x%"))'),
    ).toEqual(["Nightly Calls"]);
    expect(await names("/v1/workflows", 'ilike(reference,"WF-%")')).toEqual(["Nightly Calls"]);
  });
});
