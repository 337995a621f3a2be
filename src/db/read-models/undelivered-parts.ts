import sql, { join, type Sql } from "sql-template-tag";
import type { Filter } from "#src/core/filter-fields.ts";
import { valuesAsked } from "#src/core/filter-values.ts";
import type { UndeliveredReason } from "#src/core/undelivered.ts";
import { DEACTIVATION_REASONS } from "#src/core/webhook-health.ts";
import type { UndeliveredQuery } from "#src/pipeline/undelivered-ports.ts";
import type { Columns } from "./compile-filter.ts";
import { milliseconds } from "./page.ts";

type Field = UndeliveredQuery["sort"][number]["field"];

/** As the index deliveries_undelivered has them. */
export const isUndelivered = sql`d.undelivered and not d.is_test`;
/** As the index events_unwanted has them. */
export const UNMATCHED = sql`not e.is_wanted`;

const DEACTIVATED = join(DEACTIVATION_REASONS.map((reason) => sql`${reason}`));

/** A delivery that was answered 410 failed itself, but what it tells is that its webhook was switched off. */
export const REASON = sql`(
  case
    when d.status = 'failed' and d.error_class = 'blocked_target' then 'blocked'
    when d.status = 'failed' and d.error_class = 'gone' then 'deactivated'
    when d.status = 'failed' then 'exhausted'
    when d.reason in (${DEACTIVATED}) then 'deactivated'
    else 'suppressed'
  end)`;

/** A list of which the whole is made: where its rows are, and its fields in them. */
export type ListPart = {
  readonly from: Sql;
  readonly scope: (workspaceId: string) => Sql;
  readonly id: Sql;
  readonly columns: Columns<Field>;
};

export const DELIVERIES: ListPart = {
  from: sql`deliveries d left join events e on e.id = d.event_id`,
  scope: (workspaceId) => sql`d.workspace_id = ${workspaceId} and ${isUndelivered}`,
  id: sql`d.id`,
  columns: columnsOf({
    id: sql`d.id`,
    reason: REASON,
    webhookId: sql`d.webhook_id`,
    eventId: sql`d.event_id`,
    at: sql`coalesce(d.ended_at, d.updated_at)`,
  }),
};

export const NO_MATCH: UndeliveredReason = "no_match";

export const EVENTS: ListPart = {
  from: sql`events e`,
  scope: (workspaceId) => sql`e.workspace_id = ${workspaceId} and ${UNMATCHED}`,
  id: sql`e.id`,
  columns: columnsOf({
    id: sql`e.id`,
    reason: sql`${NO_MATCH}::text`,
    webhookId: sql`null::uuid`,
    eventId: sql`e.id`,
    at: sql`e.created_at`,
  }),
};

function columnsOf(own: Readonly<Record<Exclude<Field, "type" | "agentId">, Sql>>): Columns<Field> {
  return {
    id: { expression: own.id, type: "uuid", nullable: false },
    reason: { expression: own.reason, type: "text", nullable: false },
    webhookId: { expression: own.webhookId, type: "uuid", nullable: true },
    eventId: { expression: own.eventId, type: "uuid", nullable: false },
    type: { expression: sql`e.type`, type: "text", nullable: true },
    agentId: { expression: sql`e.agent_id`, type: "uuid", nullable: true },
    at: { expression: milliseconds(own.at), type: "timestamptz", nullable: false },
  };
}

/** Does the filter leave out all events without a delivery? False where that takes a look at them. */
export function excludesEvents(filter: Filter<Field> | null): boolean {
  if (filter === null || "operand" in filter) return false;
  if ("operands" in filter) {
    return filter.op === "and"
      ? filter.operands.some(excludesEvents)
      : filter.operands.every(excludesEvents);
  }
  const values = "values" in filter ? filter.values : [filter.value];
  if (filter.op !== "eq" && filter.op !== "in") return false;
  if (filter.field === "reason") return !values.includes(NO_MATCH);
  return filter.field === "webhookId" && !values.includes(null);
}

/** Does the filter leave out all deliveries? */
export function excludesDeliveries(filter: Filter<Field> | null): boolean {
  return valuesAsked(filter, "reason")?.every((reason) => reason === NO_MATCH) ?? false;
}
