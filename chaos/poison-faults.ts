/** What the database holds is damaged, a little: the rest has to go on. */
import { setTimeout as delay } from "node:timers/promises";
import type { Fault, Scene } from "./scene.ts";

const LOOK_MS = 250;
const LOOKED_AT_MS = 3_000;
const READY_MS = 10_000;

/** Nobody takes a process out of service for it: `/readyz` stays 200 for a while after it. */
export function staysReady(work: Fault): Fault {
  return async (scene) => {
    const before = await notReady(scene, READY_MS);
    if (before !== null) scene.figures.broken.push(`not ready before the poison: ${before}`);
    await work(scene);
    const until = performance.now() + LOOKED_AT_MS;
    while (performance.now() < until) {
      const now = await notReady(scene, 0);
      if (now !== null) scene.figures.broken.push(`not ready beside the poison: ${now}`);
      await delay(LOOK_MS);
    }
  };
}

/** The gateways that are not ready, after so long at the latest; null: all are. */
export async function notReady({ gateways }: Scene, patienceMs: number): Promise<string | null> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const all = await Promise.all(
      gateways.map(async (gateway) => `${gateway.role} ${await gateway.readiness()}`),
    );
    const others = all.filter((each) => !each.endsWith(" 200"));
    if (others.length === 0) return null;
    if (performance.now() >= deadline) return others.join(", ");
    await delay(LOOK_MS);
  }
}

export async function poisonWebhook({ ask, tenants, random }: Scene): Promise<void> {
  const [first, ...others] = tenants;
  if (first === undefined) return;
  const { workspaceId, webhooks } = random.pick([first, ...others]);
  await ask(
    `with hit as (update webhooks set secret_sealed = 'v1.none.none' where id = $1)
     update workspaces set config_version = config_version + 1 where id = $2`,
    [webhooks.get("poison"), workspaceId],
  );
}

/** In front of all others, and nothing that anybody can read. */
export async function poisonJob({ ask }: Scene): Promise<void> {
  await ask(
    `insert into pgboss.job (name, data, created_on, priority)
     select name, '{"deliveryId":5}'::jsonb, now() - interval '1 day', 1 from unnest(array['first-attempts', 'retries']) as name`,
  );
}

/** Whose deliveries wait now and then. */
const WAITING_KINDS = ["ordered", "flaky", "reset", "drip", "stall", "busy"];
const DAMAGED = 4;

/** Bodies of deliveries that wait are taken away, and others are overwritten. */
export async function poisonBody(scene: Scene): Promise<void> {
  const { ask, tenants, figures, say } = scene;
  const webhooks = tenants.flatMap((each) =>
    WAITING_KINDS.flatMap((kind) => each.webhooks.get(kind) ?? []),
  );
  const picked = `
    select b.id from deliveries d join delivery_bodies b using (id)
    where d.status = 'pending' and d.webhook_id = any($1::uuid[]) order by random() limit $2 for update of b`;
  const taken = await ask<{ id: string }>(
    `with picked as (${picked}) delete from delivery_bodies b using picked where b.id = picked.id returning b.id`,
    [webhooks, DAMAGED],
  );
  const overwritten = await ask<{ id: string }>(
    `with picked as (${picked})
     update delivery_bodies b set body = '{"damaged' || chr(1) from picked where b.id = picked.id returning b.id`,
    [webhooks, DAMAGED],
  );
  figures.bodiesTaken.push(...taken.map(({ id }) => id));
  say(`bodies taken: ${taken.length}, overwritten: ${overwritten.length}`);
}
