import { answered, bodiless, handshakes, isReady, slotsAreBack } from "./aftermath.ts";
import { doubled, early } from "./doubles.ts";
import type { Sent } from "./load.ts";
import type { Scene } from "./scene.ts";
import { EVENT } from "./tenants.ts";

export type Outcome = Scene & { readonly sent: readonly Sent[] };

/** What a killed process held is to be out again after that. */
const RECOVERY_LIMIT_MS = 3_000;
const QUEUES = "('first-attempts', 'retries', 'slow-lane')";
const EXAMPLES = 5;

/** Sentences about what is broken, with ids; none where all is well. */
export async function findBroken(outcome: Outcome): Promise<readonly string[]> {
  const ofDatabase = [isStored, isOnce, isAccounted, isCounted, doubled];
  const checks = [slotsAreBack, isReady, ...ofDatabase, handshakes, bodiless];
  const found = [...outcome.figures.broken];
  for (const check of checks) found.push(...(await check(outcome)));
  return [...found, ...[arrivedRight, early, answered, slow].flatMap((check) => check(outcome))];
}

function told(what: string, ids: readonly string[]): readonly string[] {
  if (ids.length === 0) return [];
  return [`${what}: ${ids.length} (${ids.slice(0, EXAMPLES).join(", ")})`];
}

/** Every callback that got a 2xx is there, byte for byte, and once. */
async function isStored({ ask, sent, tenants }: Outcome): Promise<readonly string[]> {
  const rows = await ask<{ digest: string; count: number }>(
    `select encode(sha256(coalesce(b.body, c.body)), 'hex') as digest, count(*)::int as count
     from callbacks c left join callback_bodies b on b.id = c.id
     where c.workspace_id = any($1::uuid[]) and c.verdict = 'accepted' group by 1`,
    [tenants.map(({ workspaceId }) => workspaceId)],
  );
  const counts = new Map(rows.map(({ digest, count }) => [digest, count]));
  const accepted = sent.filter(({ status }) => status >= 200 && status < 300);
  const ids = (wanted: (count: number) => boolean) =>
    accepted.filter(({ digest }) => wanted(counts.get(digest) ?? 0)).map(({ marker }) => marker);
  return [
    ...told(
      "accepted, and not stored with these bytes",
      ids((count) => count === 0),
    ),
    ...told(
      "stored more than once",
      ids((count) => count > 1),
    ),
    ...(accepted.length === 0 ? ["nothing was accepted"] : []),
  ];
}

/** Each stored message is one event, and each event has one delivery for each webhook. */
async function isOnce({ ask, tenants }: Outcome): Promise<readonly string[]> {
  const ids = tenants.map(({ workspaceId }) => workspaceId);
  const rows = await ask<{ id: string }>(
    `select e.id || ' for ' || w.id as id from events e join webhooks w on w.workspace_id = e.workspace_id
     left join deliveries d on d.event_id = e.id and d.webhook_id = w.id and d.event_key = $2
     where e.workspace_id = any($1::uuid[]) and e.type = $2
     group by e.id, w.id having count(d.id) <> 1`,
    [ids, EVENT],
  );
  const without = await ask<{ id: string }>(
    `select c.id from callbacks c left join events e on e.callback_id = c.id and e.type = $2
     where c.workspace_id = any($1::uuid[]) and c.verdict = 'accepted' group by c.id having count(e.id) <> 1`,
    [ids, EVENT],
  );
  return [
    ...told(
      "events without exactly one delivery",
      rows.map(({ id }) => id),
    ),
    ...told(
      "callbacks without exactly one event",
      without.map(({ id }) => id),
    ),
  ];
}

/** A delivery has ended, or has a live job, or stands behind one that has. Tenants that are well have everything. */
async function isAccounted({ ask, tenants }: Outcome): Promise<readonly string[]> {
  const orphans = await ask<{ id: string }>(
    `select d.id from deliveries d where d.status = 'pending' and not exists (
       select from pgboss.job j where j.name in ${QUEUES} and j.id = d.job_id and j.state < 'completed')
     and not exists (
       select from ordered_deliveries o
       join ordered_deliveries h on h.webhook_id = o.webhook_id and h.order_key = o.order_key and h.is_head
       join deliveries hd on hd.id = h.delivery_id and hd.status = 'pending'
       join pgboss.job hj on hj.name in ${QUEUES} and hj.id = hd.job_id and hj.state < 'completed'
       where o.delivery_id = d.id and not o.is_head)`,
  );
  const well = tenants.flatMap(({ webhooks }) =>
    ["healthy", "tls"].flatMap((kind) => webhooks.get(kind) ?? []),
  );
  const owed = await ask<{ id: string }>(
    `select id || ' ' || status as id from deliveries where webhook_id = any($1::uuid[]) and status <> 'delivered'`,
    [well],
  );
  const loose = await ask<{ id: string }>(
    `select format('%s, %s in %s, starts %s; its delivery %s is %s with %s attempts and job %s', j.id, j.state, j.name,
       j.start_after, j.data ->> 'deliveryId', d.status, d.attempts, d.job_id) as id
     from pgboss.job j left join deliveries d on d.id = (j.data ->> 'deliveryId')::uuid
     where j.name in ${QUEUES} and j.state < 'completed'
       and not coalesce(d.job_id = j.id and d.status = 'pending', false)`,
  );
  return [
    ...told(
      "pending without a live job",
      orphans.map(({ id }) => id),
    ),
    ...told(
      "not delivered to an endpoint that is well",
      owed.map(({ id }) => id),
    ),
    ...told(
      "jobs that no delivery stands for",
      loose.map(({ id }) => id),
    ),
  ];
}

/** Counters and roll-ups say what the rows say. */
async function isCounted({ ask }: Outcome): Promise<readonly string[]> {
  const rows = await ask<{ id: string }>(
    `with rows as (
       select webhook_id, count(*) filter (where status = 'pending') as pending,
         count(*) filter (where status = 'delivered') as delivered,
         count(*) filter (where status = 'failed') as failed, coalesce(sum(attempts), 0) as attempts
       from deliveries group by 1),
     stats as (
       select webhook_id, sum(delivered) as delivered, sum(failed) as failed, sum(attempts) as attempts from (
         select webhook_id, delivered, failed, attempts from delivery_stats where minutes = 5
         union all select webhook_id, delivered, failed, attempts from delivery_stats_fresh) as s group by 1),
     pendings as (
       select webhook_id, sum(pending) as pending from (
         select webhook_id, pending from delivery_pending
         union all select webhook_id, pending from delivery_pending_fresh) as p group by 1)
     select format('%s: %s of %s delivered, %s of %s failed, %s of %s attempts, %s of %s pending, counters %s and %s',
       r.webhook_id, s.delivered, r.delivered, s.failed, r.failed, s.attempts, r.attempts, p.pending, r.pending,
       c.success_count, c.failure_count) as id
     from rows r left join stats s using (webhook_id) left join pendings p using (webhook_id)
     left join webhook_counters c using (webhook_id)
     where coalesce(s.delivered, 0) <> r.delivered or coalesce(s.failed, 0) <> r.failed
       or coalesce(s.attempts, 0) <> r.attempts or coalesce(p.pending, 0) <> r.pending
       or coalesce(c.success_count, 0) <> r.delivered or coalesce(c.failure_count, 0) <> r.failed`,
  );
  const attempts = await ask<{ id: string }>(
    `select d.id from deliveries d left join attempts a on a.delivery_id = d.id
     group by d.id, d.attempts having count(a.*) <> d.attempts`,
  );
  return [
    ...told(
      "counts that differ from the rows",
      rows.map(({ id }) => id),
    ),
    ...told(
      "deliveries with other attempts than are written down",
      attempts.map(({ id }) => id),
    ),
  ];
}

/** Nobody is sent another's, or something that nobody sent; what was acknowledged keeps its id. */
function arrivedRight({ sink, sent }: Outcome): readonly string[] {
  const known = new Map(sent.map(({ marker, workspaceId }) => [marker, workspaceId]));
  const strays = sink.arrivals.filter(
    ({ marker, workspaceId }) => marker !== null && known.get(marker) !== workspaceId,
  );
  const ids = new Map<string, Set<string>>();
  for (const { workspaceId, kind, marker, id, acknowledged } of sink.arrivals) {
    if (marker === null) continue;
    const key = `${workspaceId} ${kind} ${marker}`;
    const known = ids.get(key) ?? new Set();
    // Before it is acknowledged it has its id as well.
    if (acknowledged || known.size > 0) known.add(id);
    ids.set(key, known);
  }
  const renamed = [...ids].filter(([, each]) => each.size > 1).map(([key]) => key);
  return [
    ...told(
      "sent to somebody else",
      strays.map(({ id }) => id),
    ),
    ...told("acknowledged, and sent again under another id", renamed),
  ];
}

function slow({ figures }: Outcome): readonly string[] {
  const late = figures.recoveriesMs.filter((time) => time > RECOVERY_LIMIT_MS);
  return late.map((time) => `what a killed process held went out after ${Math.round(time)} ms`);
}
