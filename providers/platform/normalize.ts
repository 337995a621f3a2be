import { CATALOG, type EventDraft, type EventType } from "#src/core/catalog.ts";
import { type Issue, issue } from "#src/core/issue.ts";
import { ForeignId, type Publication } from "#src/core/publication.ts";
import { fail, ok, type Result } from "#src/core/result.ts";
import type { PublishOrigin } from "#src/provider.ts";
import { redactJson } from "#src/security/redact.ts";
import { complete } from "./complete.ts";
import { readType } from "./event-type.ts";

type Data = Readonly<Record<string, unknown>>;

/** `index`: the place in its request, from 0. */
export function normalizePublication(
  publication: Publication,
  { callbackId, receivedAt, index }: PublishOrigin & { readonly index: number },
): Result<EventDraft, readonly Issue[]> {
  const type = readType(publication.type);
  if (!type.ok) return fail([type.reason]);
  const read = readData(type.value, publication.data);
  if (!read.ok) return read;
  const data = read.value;
  const { id, occurredAt, agentId, workflowId } = publication;
  const metadata = recordIn(data, "metadata");
  const draft = {
    type: type.value,
    occurredAt: occurredAt ?? receivedAt.toISOString(),
    dedupeKey: id == null ? `publish:${callbackId}:${index}` : `platform:${id}`,
    callId: textIn(data, "callId"),
    conversationId: textIn(data, "conversationId"),
    // The agent that the publisher names, before any that its numbers would tell.
    references: agentId == null ? referencesIn(type.value, data) : [agentId],
    agentId: textIn(metadata, "agentId"),
    workflowId: workflowId ?? textIn(data, "workflowId") ?? textIn(metadata, "workflowId"),
    data,
  };
  // The catalog's schema of this very type made the data; TypeScript loses the pairing on the way.
  return ok(draft as unknown as EventDraft);
}

/** What is indexed, and so has an end. */
const ID_FIELDS = [
  "callId",
  "conversationId",
  "workflowId",
  "from",
  "fromUserId",
  "phoneNumberId",
  "displayPhoneNumber",
] as const;

function readData(type: EventType, given: Data): Result<Data, readonly Issue[]> {
  const schema = CATALOG[type].data;
  const parsed = schema.safeParse(complete(schema, given));
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path, message }) =>
      issue(["data", ...path.map(String)].join("."), message),
    );
    return fail(issues);
  }
  const data: Data = parsed.data;
  const issues = [...longIds(data), ...inexactNumbers(data, "data")];
  return issues.length > 0
    ? fail(issues)
    : ok(type === "tool.invoked" ? withoutSecrets(data) : data);
}

function longIds(data: Data): readonly Issue[] {
  return ID_FIELDS.flatMap((name) => {
    const checked = ForeignId.nullish().safeParse(data[name]);
    return checked.success
      ? []
      : checked.error.issues.map(({ message }) => issue(`data.${name}`, message));
  });
}

/** Ids beyond 2^53 would come out as other ids. */
function inexactNumbers(value: unknown, path: string): readonly Issue[] {
  if (typeof value === "number") {
    const isExact = Number.isSafeInteger(value) || (Number.isFinite(value) && value % 1 !== 0);
    return isExact ? [] : [issue(path, "is too large to be kept exactly; send it as a string")];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => inexactNumbers(item, `${path}.${name}`));
}

/** What a tool was called with and what it answered may hold credentials. */
function withoutSecrets(data: Data): Data {
  const result = recordIn(data, "result");
  return {
    ...data,
    arguments: redactJson(data["arguments"]),
    result: { ...result, output: redactJson(result["output"]) },
  };
}

const SENT_BY_US: ReadonlySet<EventType> = new Set([
  "sms.messageSent",
  "sms.messageDelivered",
  "sms.messageFailed",
]);

/** What an agent may be known by, our side first: a caller rings the agent's number, an agent calls from it. */
function referencesIn(type: EventType, data: Data): readonly string[] {
  const from = [textIn(data, "fromNumber"), textIn(data, "from")];
  const to = [textIn(data, "toNumber"), textIn(data, "to")];
  const isOutbound = data["direction"] === "outbound" || SENT_BY_US.has(type);
  const named = [
    textIn(data, "agentReference"),
    textIn(data, "phoneNumberId"),
    textIn(data, "displayPhoneNumber"),
    ...(isOutbound ? [...from, ...to] : [...to, ...from]),
  ];
  return [...new Set(named.filter((reference) => reference !== null))];
}

function textIn(record: Data, name: string): string | null {
  const value = record[name];
  return typeof value === "string" && value !== "" ? value : null;
}

function recordIn(record: Data, name: string): Data {
  const value = record[name];
  return typeof value === "object" && value !== null ? { ...value } : {};
}
