import sql from "sql-template-tag";
import type { TestStore } from "#src/pipeline/webhook-operation-ports.ts";
import type { SecretBox } from "#src/security/secret-box.ts";
import { hasWebhook } from "./read-models/webhooks.ts";
import { loadWebhooks } from "./read-models/workspace-config.ts";
import { insertAttempts } from "./repositories/attempts.ts";
import { insertTestDelivery } from "./repositories/deliveries.ts";
import { preparedOn, type Query } from "./sql.ts";
import type { RunTransaction } from "./transact.ts";

/** What test deliveries need of PostgreSQL. */
export function createTestStore({
  query,
  transaction,
  box,
}: {
  readonly query: Query;
  readonly transaction: RunTransaction;
  readonly box: SecretBox;
}): TestStore {
  return {
    async find(ref) {
      if (!(await hasWebhook(query, ref))) return null;
      const webhook = (await loadWebhooks(query, box, [ref.webhookId])).get(ref.webhookId);
      if (webhook === null) return "unreadable";
      if (webhook === undefined) return null;
      return { webhook, agent: await firstAgent(query, webhook.agentIds ?? []) };
    },
    record: (result) =>
      transaction(async (client) => {
        const statements = preparedOn(client);
        await insertTestDelivery(statements, result);
        await insertAttempts(statements, [result]);
      }),
  };
}

async function firstAgent(
  query: Query,
  ids: readonly string[],
): Promise<{ readonly id: string; readonly name: string } | null> {
  if (ids.length === 0) return null;
  const [agent] = await query<{ id: string; name: string }>(sql`
    select id, name from agents where id = any(${[...ids]}::uuid[])
    order by array_position(${[...ids]}::uuid[], id) limit 1`);
  return agent ?? null;
}
