import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AppTenant, startApp, type TestApp } from "../support/app.ts";
import { createSink, type Sink } from "../support/sink.ts";

let app: TestApp;
let sink: Sink;
let ours: AppTenant;
let theirs: AppTenant;

beforeAll(async () => {
  app = await startApp();
  sink = await createSink();
  ours = await app.tenant();
  theirs = await app.tenant();
});

afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await sink[Symbol.asyncDispose]();
});

// biome-ignore lint/suspicious/noExplicitAny: what a client sees is what the tests are about.
type Reply = { readonly status: number; readonly headers: Headers; readonly body: any };

async function api(request: string, body?: unknown, as = ours): Promise<Reply> {
  const [method = "", path = ""] = request.split(" ");
  const response = await fetch(`${app.url}${path}`, {
    method,
    headers: { ...as.headers, ...(body !== undefined && { "Content-Type": "application/json" }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text && JSON.parse(text) };
}

async function newWorkflow(body: object = {}, as = ours): Promise<Reply["body"]> {
  const made = await api("POST /v1/workflows", { name: "Reminders", ...body }, as);
  expect(made.status).toBe(201);
  return made.body;
}

async function newWebhook(as: AppTenant, workflowIds: readonly string[]): Promise<string> {
  const made = await api("POST /v1/webhooks", { url: sink.url, dialect: "standard" }, as);
  expect(made.status).toBe(201);
  const { id } = made.body;
  const subscription = { eventKey: "workflow.started" };
  const path = `POST /v1/webhooks/${id}/subscriptions`;
  expect((await api(path, subscription, as)).status).toBe(201);
  await app.query("update webhooks set workflow_ids = $2 where id = $1", [id, workflowIds]);
  // As a change over the interface does.
  const raise = "update workspaces set config_version = config_version + 1 where id = $1";
  await app.query(raise, [as.workspaceId]);
  return id;
}

async function publish(workflowId: string, as = ours): Promise<string> {
  const data = { workflowId, status: "started" };
  const body = { type: "workflow.started", workflowId, data };
  const published = await api("POST /v1/events", body, as);
  expect(published.body).toMatchObject({ id: expect.any(String) });
  return published.body.id;
}

async function deliveriesOf(webhookId: string): Promise<readonly string[]> {
  const rows = await app.query<{ event_id: string }>(
    "select event_id from deliveries where webhook_id = $1 order by id",
    [webhookId],
  );
  return rows.map((row) => row.event_id);
}

describe("a workflow", () => {
  it("is made, read, changed and deleted", async () => {
    const made = await api("POST /v1/workflows", { name: "Reminders", reference: "wf_1" });
    const { id } = made.body;
    expect(made).toMatchObject({ status: 201, body: { name: "Reminders", reference: "wf_1" } });
    expect(made.headers.get("Location")).toBe(`/v1/workflows/${id}`);
    expect(made.headers.get("ETag")).toBe('"1"');
    const changed = await api(`PATCH /v1/workflows/${id}`, { name: "Follow-ups" });
    expect(changed).toMatchObject({
      status: 200,
      body: { name: "Follow-ups", reference: "wf_1" },
    });
    expect(changed.headers.get("ETag")).toBe('"2"');
    expect(await api(`GET /v1/workflows/${id}`)).toMatchObject({ body: changed.body });
    expect((await api("GET /v1/workflows")).body.data).toContainEqual(changed.body);
    expect(await api(`DELETE /v1/workflows/${id}`)).toMatchObject({ status: 204 });
    expect(await api(`GET /v1/workflows/${id}`)).toMatchObject({ status: 404 });
  });

  it("goes by its id where no reference is given", async () => {
    const { id, reference } = await newWorkflow();
    expect(reference).toBe(id);
  });

  it("shares its reference with no other of the workspace", async () => {
    await newWorkflow({ reference: "wf_taken" });
    const other = await newWorkflow();
    const twice = { name: "x", reference: "wf_taken" };
    expect(await api("POST /v1/workflows", twice)).toMatchObject({ status: 409 });
    expect(await api(`PATCH /v1/workflows/${other.id}`, twice)).toMatchObject({ status: 409 });
    expect((await newWorkflow({ reference: "wf_taken" }, theirs)).reference).toBe("wf_taken");
  });

  it("of another workspace is not there", async () => {
    const { id } = await newWorkflow({}, theirs);
    expect(await api(`GET /v1/workflows/${id}`)).toMatchObject({ status: 404 });
    expect(await api(`PATCH /v1/workflows/${id}`, { name: "x" })).toMatchObject({ status: 404 });
    expect(await api(`DELETE /v1/workflows/${id}`)).toMatchObject({ status: 404 });
    const { data } = (await api("GET /v1/workflows?limit=100")).body;
    expect(data.map((workflow: { id: string }) => workflow.id)).not.toContain(id);
  });

  it.each([
    [{ reference: "wf_2" }, "name"],
    [{ name: "x", reference: "" }, "reference"],
    [{ name: "x", reference: "a\tb" }, "reference"],
    [{ name: "x", reference: "x".repeat(257) }, "reference"],
  ])("is refused as %j", async (body, path) => {
    const reply = await api("POST /v1/workflows", body);
    expect(reply).toMatchObject({ status: 400, body: { errors: [{ path }] } });
  });
});

describe("events of a workflow", () => {
  it("reach a webhook limited to it, whether they name its reference or its id", async () => {
    const { id } = await newWorkflow({ reference: "wf_named" });
    const webhookId = await newWebhook(ours, [id]);
    const events = [await publish("wf_named"), await publish(id)];
    await publish("wf_of_nobody");
    expect(await deliveriesOf(webhookId)).toEqual(events);
    const stored = await app.query("select distinct workflow_id from events where id = any($1)", [
      events,
    ]);
    expect(stored).toEqual([{ workflow_id: id }]);
  });

  it("keep the name of a workflow that is not known", async () => {
    const id = await publish("wf_unheard_of");
    expect((await api(`GET /v1/events/${id}`)).body.workflowId).toBe("wf_unheard_of");
  });

  it("are matched anew from the very next event on", async () => {
    const { id } = await newWorkflow({ reference: "wf_before" });
    const webhookId = await newWebhook(ours, [id]);
    await api(`PATCH /v1/workflows/${id}`, { reference: "wf_after" });
    await publish("wf_before");
    const event = await publish("wf_after");
    expect(await deliveriesOf(webhookId)).toEqual([event]);
  });

  it("are never those of another workspace's workflow of that name", async () => {
    const mine = await newWorkflow({ reference: "wf_both" });
    await newWorkflow({ reference: "wf_both" }, theirs);
    const webhookId = await newWebhook(ours, [mine.id]);
    await publish("wf_both", theirs);
    await publish(mine.id, theirs);
    expect(await deliveriesOf(webhookId)).toEqual([]);
  });
});

it("is not deleted while a webhook is limited to it alone", async () => {
  const [one, other] = [await newWorkflow(), await newWorkflow()];
  const webhookId = await newWebhook(ours, [one.id, other.id]);
  expect(await api(`DELETE /v1/workflows/${one.id}`)).toMatchObject({ status: 204 });
  const refused = await api(`DELETE /v1/workflows/${other.id}`);
  expect(refused).toMatchObject({ status: 409, body: { code: "conflict" } });
  const rows = await app.query("select workflow_ids from webhooks where id = $1", [webhookId]);
  expect(rows).toEqual([{ workflow_ids: [other.id] }]);
});
