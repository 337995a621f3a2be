import sql from "sql-template-tag";
import { type CallState, snapshot } from "#src/core/call.ts";
import { parseId } from "#src/core/ids.ts";
import type { Page } from "#src/core/list-query.ts";
import type { Query } from "#src/db/sql.ts";
import type { CallQuery, CallRef, CallView } from "#src/pipeline/call-ports.ts";
import type { Column, Columns } from "./compile-filter.ts";
import { milliseconds, selectPage } from "./page.ts";
import { isOneOf, isPartyOf } from "./phones.ts";

type Row = {
  readonly id: string;
  readonly status: CallView["status"];
  readonly agentId: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly state: string;
};

const SELECT = sql`
  c.id, c.status, c.agent_id as "agentId", c.created_at as "createdAt", c.updated_at as "updatedAt", c.state`;
const FROM = sql`calls c`;

const COLUMNS: Columns<CallQuery["sort"][number]["field"]> = {
  id: { expression: sql`c.id`, type: "uuid", nullable: false },
  callId: { expression: sql`c.call_id`, type: "text", nullable: false },
  status: { expression: sql`c.status`, type: "text", nullable: true },
  direction: { expression: sql`c.direction`, type: "text", nullable: true },
  fromNumber: { expression: sql`c.from_number`, type: "text", nullable: true },
  toNumber: { expression: sql`c.to_number`, type: "text", nullable: true },
  from: searched((value) => isOneOf(sql`c.from_number`, value)),
  to: searched((value) => isOneOf(sql`c.to_number`, value)),
  phone: searched((value) => isPartyOf(sql`c`, value)),
  agentId: { expression: sql`c.agent_id`, type: "uuid", nullable: true },
  startedAt: { expression: milliseconds(sql`c.started_at`), type: "timestamptz", nullable: true },
  answeredAt: { expression: milliseconds(sql`c.answered_at`), type: "timestamptz", nullable: true },
  endedAt: { expression: milliseconds(sql`c.ended_at`), type: "timestamptz", nullable: true },
  createdAt: {
    expression: milliseconds(sql`c.created_at`),
    type: "timestamptz",
    nullable: false,
    toldBy: sql`c.id`,
  },
  updatedAt: { expression: milliseconds(sql`c.updated_at`), type: "timestamptz", nullable: false },
};

function searched(matches: NonNullable<Column["matches"]>): Column {
  return { expression: sql`null::text`, type: "text", nullable: true, matches };
}

export async function findCall(
  query: Query,
  { workspaceId, call }: CallRef,
): Promise<CallView | null> {
  const [row] = await query<Row>(sql`
    select ${SELECT} from ${FROM}
    where c.workspace_id = ${workspaceId} and (c.call_id = ${call} or c.id = ${parseId(call)})
      and c.state is not null
    limit 1`);
  return row === undefined ? null : toView(row);
}

export async function listCalls(
  query: Query,
  workspaceId: string,
  list: CallQuery,
): Promise<Page<CallView>> {
  const scope = sql`c.workspace_id = ${workspaceId} and c.state is not null`;
  const source = { select: SELECT, from: FROM, scope, columns: COLUMNS, id: sql`c.id` };
  const page = await selectPage<Row, keyof typeof COLUMNS>(query, source, list);
  return { ...page, items: page.items.map(toView) };
}

function toView({ state, createdAt, updatedAt, ...row }: Row): CallView {
  // Written by saveCalls and by nothing else.
  const { transcript: _, ...call } = snapshot(JSON.parse(state) as CallState);
  return {
    ...call,
    ...row,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}
