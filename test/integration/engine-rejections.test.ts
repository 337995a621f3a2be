import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { trimRejections } from "#src/db/repositories/callbacks.ts";
import { createLab, type Lab, whatsappText } from "../support/engine.ts";
import type { Gateway, Tenant } from "../support/gateway.ts";

let lab: Lab;
let gateway: Gateway;

beforeAll(async () => {
  lab = await createLab();
  gateway = await lab.startGateway();
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await lab[Symbol.asyncDispose]();
});

type Rejection = {
  readonly id: string;
  readonly verdict: string;
  readonly reason: string | null;
  readonly body: Buffer;
  readonly body_bytes: number;
  readonly headers: string;
};

function rejectionsOf({ whatsappId }: Tenant): Promise<readonly Rejection[]> {
  return lab.query<Rejection>(
    `select id, verdict, reason, body, body_bytes, headers::text as headers from callbacks
     where connection_id = $1 and verdict = 'rejected' order by id`,
    [whatsappId],
  );
}

function forged(tenant: Tenant, text = "forged") {
  const { body } = whatsappText(tenant, "wamid.forged", text);
  const { whatsappId: connectionId } = tenant;
  return { provider: "whatsapp", connectionId, body, secret: "not the app's secret" } as const;
}

describe("a forged callback", () => {
  it("is recorded as rejected, cut, and never becomes an event", async () => {
    const tenant = await lab.tenant();
    const callback = forged(tenant, "x".repeat(10_000));
    expect(await gateway.receive(callback)).toEqual({ kind: "rejected", reason: "bad-signature" });
    const rejections = await rejectionsOf(tenant);
    expect(rejections).toMatchObject([
      { reason: "bad-signature", body_bytes: callback.body.length },
    ]);
    expect(rejections[0]?.body).toHaveLength(4_096);
    expect(await lab.eventTypes(tenant)).toEqual([]);
  });

  it("that comes again and again is recorded each time: it is no duplicate of anything", async () => {
    const tenant = await lab.tenant();
    for (let n = 0; n < 3; n++) await gateway.receive(forged(tenant));
    expect(await rejectionsOf(tenant)).toHaveLength(3);
  });

  it("does not stand in the way of the true one with the same bytes", async () => {
    const tenant = await lab.tenant();
    await gateway.receive(forged(tenant));
    const { body, provider, connectionId } = forged(tenant);
    const received = await gateway.receive({ body, provider, connectionId });
    expect(received.kind === "accepted" && received.reply.body).not.toContain("duplicate");
  });

  it("is refused also while it cannot be recorded", async () => {
    const tenant = await lab.tenant();
    await lab.query("alter table callbacks rename to callbacks_elsewhere");
    try {
      expect(await gateway.receive(forged(tenant))).toEqual({
        kind: "rejected",
        reason: "bad-signature",
      });
    } finally {
      await lab.query("alter table callbacks_elsewhere rename to callbacks");
    }
    expect(gateway.log).toContainEqual(
      expect.objectContaining({ level: "error", message: "rejection could not be recorded" }),
    );
    expect(await rejectionsOf(tenant)).toEqual([]);
  });

  it("sent by the hundred fills a minute's share and no more", async () => {
    const tenant = await lab.tenant();
    const received = await Promise.all(
      Array.from({ length: 300 }, () => gateway.receive(forged(tenant))),
    );
    expect(received.every(({ kind }) => kind === "rejected")).toBe(true);
    expect(await rejectionsOf(tenant)).toHaveLength(120);
  });
});

describe("trimming", () => {
  async function fill(tenant: Tenant, count: number, connectionId: string | null) {
    numbered += 10_000;
    await lab.query(
      `insert into callbacks (id, connection_id, provider, verdict, method, target, headers, body,
         body_bytes, remote_address, received_at)
       select ('01890000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, $2, 'whatsapp', $3, 'POST',
         '/', '[]', '', 0, '127.0.0.1', now()
       from generate_series($4::int, $4::int + $1::int - 1) as n`,
      [count, connectionId, "rejected", numbered],
    );
    await lab.query(
      `insert into callbacks (id, workspace_id, connection_id, provider, verdict, method, target,
         headers, body, body_bytes, remote_address, digest, received_at)
       values (gen_random_uuid(), $1, $2, 'whatsapp', 'accepted', 'POST', '/', '[]', '', 0, '127.0.0.1',
         'digest', now())`,
      [tenant.workspaceId, tenant.whatsappId],
    );
  }
  let numbered = 0;

  async function left(connectionId: string | null) {
    return lab.query<{ id: string }>(
      `select id from callbacks where verdict = 'rejected' and provider = 'whatsapp'
       and connection_id is not distinct from $1 order by id`,
      [connectionId],
    );
  }

  it("keeps the newest thousand of a connection, and all that is not rejected", async () => {
    const [one, other] = [await lab.tenant(), await lab.tenant()];
    await fill(one, 1_050, one.whatsappId);
    await fill(other, 1_050, other.whatsappId);
    const newest = (await left(one.whatsappId)).slice(-1_000);
    await trimRejections(
      gateway.storage.query,
      { provider: "whatsapp", connectionId: one.whatsappId },
      1_000,
    );
    expect(await left(one.whatsappId)).toEqual(newest);
    expect(await left(other.whatsappId)).toHaveLength(1_050);
    const accepted = await lab.query(
      "select 1 from callbacks where connection_id = $1 and verdict = 'accepted'",
      [one.whatsappId],
    );
    expect(accepted).toHaveLength(1);
  });

  it("keeps the newest thousand of those that belong to no connection", async () => {
    const tenant = await lab.tenant();
    await fill(tenant, 1_010, null);
    const scope = { provider: "whatsapp", connectionId: null };
    await trimRejections(gateway.storage.query, scope, 1_000);
    expect(await left(null)).toHaveLength(1_000);
  });

  it("removes nothing where there are fewer", async () => {
    const tenant = await lab.tenant();
    await fill(tenant, 1_000, tenant.whatsappId);
    const scope = { provider: "whatsapp", connectionId: tenant.whatsappId };
    await trimRejections(gateway.storage.query, scope, 1_000);
    expect(await left(tenant.whatsappId)).toHaveLength(1_000);
  });

  it("happens by itself when one more is recorded", async () => {
    const tenant = await lab.tenant();
    await fill(tenant, 1_200, tenant.whatsappId);
    await gateway.receive(forged(tenant));
    const rejections = await left(tenant.whatsappId);
    expect(rejections).toHaveLength(1_000);
    const [own] = await rejectionsOf(tenant).then((all) => all.slice(-1));
    expect(own?.reason).toBe("bad-signature");
  });
});
