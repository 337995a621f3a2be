import { z } from "zod";
import { parseId } from "./ids.ts";

/** Events of one batch. */
export const LONGEST_BATCH = 500;

/** Times that every part of the way can carry: a JavaScript date, a PostgreSQL timestamp, four digits of a year. */
const EARLIEST = Date.parse("1970-01-01T00:00:00.000Z");
const LATEST = Date.parse("3000-01-01T00:00:00.000Z");

const OccurredAt = z.iso.datetime({ offset: true }).transform((text, context) => {
  const at = Date.parse(text);
  if (at >= EARLIEST && at < LATEST) return new Date(at).toISOString();
  context.addIssue({ code: "custom", message: "must lie between 1970 and 3000" });
  return z.NEVER;
});

const AgentId = z.string().transform((text, context) => {
  const id = parseId(text);
  if (id !== null) return id;
  context.addIssue({ code: "custom", message: "is not an agent of this workspace" });
  return z.NEVER;
});

/** Ids of other systems: long enough for all that are known, short enough for an index. */
export const ForeignId = z.string().regex(/^[^\p{Cc}]{1,256}$/u, {
  error: "must have 1 to 256 characters, none of them a control character",
});

/** An event as a tenant's own platform states it. Which `data` it takes depends on the type. */
export const Publication = z.object({
  type: z.string().min(1).max(100),
  data: z.record(z.string(), z.unknown()),
  /** The publisher's own id of the fact. */
  id: z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/, { error: "must have 1 to 200 visible ASCII characters" })
    .nullish(),
  /** ISO 8601 in UTC once read. */
  occurredAt: OccurredAt.nullish(),
  agentId: AgentId.nullish(),
  workflowId: ForeignId.nullish(),
});
export type Publication = z.output<typeof Publication>;
