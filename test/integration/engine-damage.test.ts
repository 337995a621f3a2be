import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ok } from "#src/core/result.ts";
import { createDispatchStore } from "#src/db/dispatch-store.ts";
import { createTenantStore } from "#src/db/tenant-store.ts";
import type { DispatchStore } from "#src/pipeline/dispatch-ports.ts";
import { FIRST_ATTEMPTS } from "#src/pipeline/jobs.ts";
import { createTellNews } from "#src/pipeline/notices.ts";
import type { AttemptResult, Outgoing } from "#src/pipeline/ports.ts";
import { dialects } from "#src/registry.ts";
import { createLab, type Lab, whatsappText } from "../support/engine.ts";
import type { Gateway, Tenant } from "../support/gateway.ts";
import { message, recordingLog } from "../support/samples.ts";

let lab: Lab;
let gateway: Gateway;
let store: DispatchStore;
const log = recordingLog();

beforeAll(async () => {
  lab = await createLab();
  // Delivers nothing: what is due waits for the test.
  gateway = await lab.startGateway({ role: "api" });
  store = createDispatchStore({
    ...gateway.storage,
    tell: createTellNews({ dialects, newId: gateway.storage.newId, now: () => new Date() }),
    log,
  });
});

afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  await lab?.[Symbol.asyncDispose]();
});

async function claim(): Promise<readonly Outgoing[]> {
  return store.claim(FIRST_ATTEMPTS, 16, gateway.storage.newId());
}

/** As with a key that is lost. */
async function damage({ workspaceId }: Tenant, url: string): Promise<void> {
  await lab.query(
    `with hit as (update webhooks set secret_sealed = 'v1.none.none'
       where workspace_id = $1 and url like $2)
     update workspaces set config_version = config_version + 1 where id = $1`,
    [workspaceId, url],
  );
}

function failed(outgoing: Outgoing, error: string): AttemptResult {
  return {
    outgoing,
    startedAt: new Date(),
    durationMs: 1,
    timings: { totalMs: 1 },
    requestHeaders: { "x-a": "b" },
    response: null,
    errorClass: "network_error",
    error,
    step: { kind: "failed" },
    isGone: false,
  };
}

describe("a result that cannot be written", () => {
  it("is written bare, and does not hold up those beside it", async () => {
    const tenant = await lab.tenant();
    await lab.webhook(tenant, { url: "http://127.0.0.1:1/" });
    await gateway.ingest(
      tenant,
      ["one", "two", "three", "four", "five"].map((text) => message(text)),
    );
    const claimed = await claim();
    const words = ["fine", "bad \u0000 text", "fine", "fine", "fine"];
    const results = claimed.map((outgoing, index) => failed(outgoing, words[index] ?? ""));
    await store.settle(results.map((result) => ({ result, nextJob: null })));
    const deliveries = await lab.deliveries(tenant);
    expect(deliveries.map(({ status }) => status)).toEqual(claimed.map(() => "failed"));
    const told = deliveries.map(({ last_error: error }) => error);
    expect(told.filter((error) => error === "fine")).toHaveLength(4);
    expect(told.filter((error) => error?.includes("could not be written"))).toHaveLength(1);
    const attempts = await lab.query("select from attempts where workspace_id = $1", [
      tenant.workspaceId,
    ]);
    expect(attempts).toHaveLength(5);
  });
});

describe("a webhook whose secret cannot be opened", () => {
  it("has its deliveries set aside, and does not hold up those of others", async () => {
    const [damaged, whole] = [await lab.tenant(), await lab.tenant()];
    const id = await lab.webhook(damaged, { url: "http://127.0.0.1:1/" });
    await lab.webhook(whole, { url: "http://127.0.0.1:1/" });
    await gateway.ingest(damaged, [message("of the damaged")]);
    await gateway.ingest(whole, [message("of the whole")]);
    await lab.query("update webhooks set secret_sealed = 'v1.none.none' where id = $1", [id]);
    const claimed = await claim();
    expect(claimed.map(({ workspaceId }) => workspaceId)).toEqual([whole.workspaceId]);
    const [delivery] = await lab.deliveries(damaged);
    expect(delivery).toMatchObject({ status: "suppressed", reason: "webhook_unreadable" });
  });

  it("keeps its own notices, and nobody from being told", async () => {
    const [damaged, whole] = [await lab.tenant(), await lab.tenant()];
    for (const tenant of [damaged, whole]) {
      await lab.webhook(tenant, { url: "http://127.0.0.1:1/" });
      await lab.webhook(tenant, { url: "http://127.0.0.1:2/", eventKeys: ["delivery.exhausted"] });
      await gateway.ingest(tenant, [message("given up")]);
    }
    await damage(damaged, "%:2/");
    const claimed = await claim();
    await store.settle(
      claimed.map((outgoing) => ({ result: failed(outgoing, "refused"), nextJob: null })),
    );
    for (const tenant of [damaged, whole]) {
      expect(await lab.eventTypes(tenant)).toEqual([
        "whatsapp.messageReceived",
        "delivery.exhausted",
      ]);
    }
    const told = (await lab.deliveries(damaged)).map(({ status, reason }) => ({ status, reason }));
    expect(told).toEqual([
      { status: "failed", reason: null },
      { status: "suppressed", reason: "webhook_unreadable" },
    ]);
    const [kept] = (await lab.deliveries(whole)).filter(({ status }) => status === "pending");
    expect(kept?.event_key).toBe("delivery.exhausted");
    expect(log.lines).toEqual([]);
  });

  it("does not keep its workspace's other webhooks from what comes in", async () => {
    const tenant = await lab.tenant();
    const broken = await lab.webhook(tenant, { url: "http://127.0.0.1:1/" });
    const sound = await lab.webhook(tenant, { url: "http://127.0.0.1:2/" });
    await damage(tenant, "%:1/");
    await gateway.ingest(tenant, [message("for both")]);
    const found = await lab.deliveries(tenant);
    const of = (id: string) => found.find(({ webhook_id }) => webhook_id === id);
    expect(of(broken)).toMatchObject({ status: "suppressed", reason: "webhook_unreadable" });
    expect(of(sound)).toMatchObject({ status: "pending" });
    const named = gateway.log.filter(({ fields }) => fields["webhookId"] === broken);
    expect(named).toMatchObject([{ level: "error" }]);
  });

  it("is shown as such beside the others, and opens again with a new secret", async () => {
    const tenant = await lab.tenant();
    const broken = await lab.webhook(tenant, { url: "http://127.0.0.1:1/" });
    await lab.webhook(tenant, { url: "http://127.0.0.1:2/" });
    await damage(tenant, "%:1/");
    const { webhooks } = createTenantStore(gateway.storage);
    const { items } = await webhooks.list(tenant.workspaceId, {
      page: 1,
      limit: 20,
      sort: [],
      filter: null,
    });
    expect(items.map(({ isActive, deactivationReason }) => [isActive, deactivationReason])).toEqual(
      expect.arrayContaining([
        [false, "webhook_unreadable"],
        [true, null],
      ]),
    );
    const ref = { workspaceId: tenant.workspaceId, webhookId: broken };
    const secret = { text: "another secret of its", preview: "anot…" };
    const updated = await webhooks.update(ref, () => ok({ at: new Date(), secret }));
    expect(updated).toMatchObject({ value: { isActive: true, deactivationReason: null } });
  });
});

describe("a connection whose secrets cannot be opened", () => {
  async function received(tenant: Tenant) {
    return (await gateway.receive(whatsappText(tenant, `wamid.${tenant.phoneNumberId}`))).kind;
  }

  it("is left out and named in the log, and does not silence the others", async () => {
    const [damaged, whole] = [await lab.tenant(), await lab.tenant()];
    await lab.query("update connections set secrets_sealed = 'v1.none.none' where id = $1", [
      damaged.whatsappId,
    ]);
    expect(await received(whole)).toBe("accepted");
    const named = gateway.log.flatMap(({ fields }) => Object.values(fields));
    expect(named).toContain(damaged.whatsappId);
  });
});
