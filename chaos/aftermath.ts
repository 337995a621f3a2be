/** What is to be seen of processes and of endpoints when everything has come to rest. */
import { setTimeout as delay } from "node:timers/promises";
import type { Outcome } from "./invariants.ts";
import { notReady } from "./poison-faults.ts";

const EXAMPLES = 5;
const PATIENCE_MS = 10_000;
const LOOK_MS = 100;

/** While it cannot take a callback a gateway says so, or nothing at all; a sender that is told 503 sends it again. */
export function answered({ sent }: Outcome): readonly string[] {
  const others = sent.filter(
    ({ status }) => status !== 0 && status !== 503 && (status < 200 || status >= 300),
  );
  if (others.length === 0) return [];
  const examples = others.slice(0, EXAMPLES).map(({ marker, status }) => `${marker} ${status}`);
  return [`answered neither with 2xx nor with 503: ${others.length} (${examples.join(", ")})`];
}

export async function isReady(outcome: Outcome): Promise<readonly string[]> {
  const others = await notReady(outcome, PATIENCE_MS);
  return others === null ? [] : [`not ready in the end: ${others}`];
}

/** Nothing keeps a slot for ever: there are moments in which none is used. */
export async function slotsAreBack({ gateways }: Outcome): Promise<readonly string[]> {
  const broken = await Promise.all(
    gateways.map(async ({ role, slotsUsed }) => {
      const deadline = performance.now() + PATIENCE_MS;
      let least = Number.POSITIVE_INFINITY;
      while (performance.now() < deadline) {
        const used = await slotsUsed();
        // One that delivers nothing has none.
        if (used === 0 || (used === null && role === "api")) return [];
        least = Math.min(least, used ?? least);
        await delay(LOOK_MS);
      }
      return [`${role} has not given back its slots: ${least}`];
    }),
  );
  return broken.flat();
}

/** A handshake that breaks off is a connection that was reset: nobody said anything about TLS yet. */
const CLASSES: Readonly<Record<string, string>> = {
  "unknown-tls": "tls_error",
  "torn-tls": "connection_reset",
  "broken-tls": "tls_error",
};
/** Of any attempt that a standstill of the machine, or of its process, ran into. */
const LATE = ["timeout", "connect_timeout"];

export async function handshakes({ ask, tenants }: Outcome): Promise<readonly string[]> {
  const broken: string[] = [];
  for (const [kind, wanted] of Object.entries(CLASSES)) {
    const rows = await ask<{ found: string; count: number }>(
      `select coalesce(a.error_class, 'none') as found, count(*)::int as count
       from attempts a join deliveries d on d.id = a.delivery_id
       where d.webhook_id = any($1::uuid[]) group by 1`,
      [tenants.flatMap(({ webhooks }) => webhooks.get(kind) ?? [])],
    );
    const others = rows.filter(({ found }) => found !== wanted && !LATE.includes(found));
    broken.push(...others.map(({ found, count }) => `${kind}: ${count} attempts with ${found}`));
    if (!rows.some(({ found }) => found === wanted)) broken.push(`${kind}: none with ${wanted}`);
  }
  return broken;
}

/** Without its body a delivery ends and says why; one that was in memory then may still have gone out. */
export async function bodiless({ ask, figures, say }: Outcome): Promise<readonly string[]> {
  const rows = await ask<{ id: string; status: string; reason: string | null; waits: boolean }>(
    `select d.id, d.status, d.reason, exists (
       select from circuits c where c.webhook_id = d.webhook_id and c.opened_at is not null) as waits
     from deliveries d where d.id = any($1::uuid[])`,
    [figures.bodiesTaken],
  );
  const counts = Map.groupBy(rows, ({ status, reason }) => `${status} ${reason ?? ""}`.trim());
  if (rows.length > 0) {
    const told = [...counts].map(([what, each]) => `${each.length} ${what}`);
    say(`deliveries whose body was taken: ${told.join(", ")}`);
  }
  const wrong = rows.filter(
    ({ status, reason, waits }) =>
      (status === "suppressed" && reason !== "body_removed") || (status === "pending" && !waits),
  );
  if (wrong.length === 0) return [];
  const examples = wrong.slice(0, EXAMPLES).map(({ id, status }) => `${id} ${status}`);
  return [`without a body, and not ended for it: ${wrong.length} (${examples.join(", ")})`];
}
