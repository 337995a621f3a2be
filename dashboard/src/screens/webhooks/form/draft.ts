import { type DialectId, dialectOf } from "#dashboard/shared/dialects.ts";
import type { ComboOption } from "#dashboard/ui/combobox.tsx";
import type { UpdateWebhook, Webhook, WebhookFilters } from "#sdk/schema.ts";

/** Agents or workflows: all there are and will be, or these. */
export type Selection = { readonly isAll: boolean; readonly chosen: readonly ComboOption[] };

export type HeaderRow = {
  /** Of the row, not of the header. */
  readonly id: number;
  readonly name: string;
  readonly value: string;
  /** As the gateway has it: its value is not shown. */
  readonly isSaved: boolean;
};

/** The form's content, as it is typed: numbers are text, and empty where nothing is set. */
export type Draft = {
  readonly url: string;
  readonly name: string;
  readonly description: string;
  readonly dialect: DialectId;
  readonly agents: Selection;
  readonly workflows: Selection;
  readonly headers: readonly HeaderRow[];
  readonly eventKeys: readonly string[];
  /** One value per line. */
  readonly campaigns: string;
  readonly filterAgents: string;
  readonly outcomes: string;
  readonly method: "POST" | "GET";
  readonly timeout: string;
  readonly hasOwnRetry: boolean;
  readonly maxAttempts: string;
  readonly initialDelay: string;
  readonly maxDelay: string;
  readonly backoffFactor: string;
  readonly ordering: "none" | "call";
  readonly rate: string;
  readonly deactivateAfterDays: string;
  readonly signatureAlgorithm: "hmac-sha256" | "ed25519";
  /** Of the tenant's own making; only of a webhook that is new. */
  readonly secret: string;
};

export const ALL: Selection = { isAll: true, chosen: [] };
const BACKOFF = { maxAttempts: 5, initialDelay: 30, maxDelay: 3600, backoffFactor: 2 };

export const EMPTY: Draft = {
  url: "",
  name: "",
  description: "",
  dialect: "subverse",
  agents: ALL,
  workflows: ALL,
  headers: [],
  eventKeys: [],
  campaigns: "",
  filterAgents: "",
  outcomes: "",
  method: "POST",
  timeout: "",
  hasOwnRetry: false,
  ...backoffText(BACKOFF),
  ordering: "none",
  rate: "",
  deactivateAfterDays: "5",
  signatureAlgorithm: "hmac-sha256",
  secret: "",
};

/** `names`: of the agents and workflows that it is limited to. */
export function draftOf(webhook: Webhook, names: ReadonlyMap<string, string>): Draft {
  const { filters, retryPolicy, timeoutSeconds, rateLimit } = webhook;
  return {
    url: webhook.url,
    name: webhook.name ?? "",
    description: webhook.description ?? "",
    dialect: dialectOf(webhook.dialect),
    agents: selectionOf(webhook.agentIds, names),
    workflows: selectionOf(webhook.workflowIds, names),
    headers: Object.entries(webhook.headers).map(([name, value], id) => {
      return { id, name, value, isSaved: true };
    }),
    eventKeys: webhook.eventKeys,
    campaigns: (filters?.campaigns ?? []).join("\n"),
    filterAgents: (filters?.agents ?? []).join("\n"),
    outcomes: (filters?.outcomes ?? []).join("\n"),
    method: webhook.method,
    timeout: textOf(timeoutSeconds),
    hasOwnRetry: retryPolicy !== null,
    ...backoffText(retryPolicy ?? BACKOFF),
    ordering: webhook.ordering,
    rate: textOf(rateLimit?.perSecond ?? null),
    deactivateAfterDays: textOf(webhook.deactivateAfterDays),
    signatureAlgorithm: webhook.signatureAlgorithm,
    secret: "",
  };
}

/** In the words of the API. */
export function bodyOf(draft: Draft): UpdateWebhook & { readonly url: string } {
  return {
    url: draft.url.trim(),
    name: draft.name.trim() || null,
    description: draft.description.trim() || null,
    dialect: draft.dialect,
    agentIds: idsOf(draft.agents),
    workflowIds: idsOf(draft.workflows),
    headers: Object.fromEntries(filledHeaders(draft).map(({ name, value }) => [name, value])),
    eventKeys: [...draft.eventKeys],
    filters: filtersOf(draft),
    method: draft.method,
    timeoutSeconds: numberOf(draft.timeout),
    retryPolicy: draft.hasOwnRetry
      ? {
          maxAttempts: numberOf(draft.maxAttempts) ?? 0,
          initialDelay: numberOf(draft.initialDelay) ?? -1,
          maxDelay: numberOf(draft.maxDelay) ?? -1,
          backoffFactor: numberOf(draft.backoffFactor) ?? 0,
        }
      : null,
    ordering: draft.ordering,
    rateLimit: draft.rate.trim() === "" ? null : { perSecond: numberOf(draft.rate) ?? 0 },
    deactivateAfterDays: numberOf(draft.deactivateAfterDays) ?? 0,
    signatureAlgorithm: draft.signatureAlgorithm,
    ...(draft.secret !== "" && { secret: draft.secret }),
  };
}

/** Only what differs: a change must not take back what somebody else set meanwhile. */
export function changesBetween(base: Draft, draft: Draft): UpdateWebhook {
  const before: Readonly<Record<string, unknown>> = bodyOf(base);
  const changed = Object.entries(bodyOf(draft)).filter(
    ([field, value]) => JSON.stringify(value) !== JSON.stringify(before[field]),
  );
  return Object.fromEntries(changed);
}

/** Somebody else's state with one's own changes on top. */
export function merged({ base, draft, theirs }: Record<"base" | "draft" | "theirs", Draft>): Draft {
  const own = Object.entries(draft).filter(
    ([field, value]) => JSON.stringify(value) !== JSON.stringify(base[field as keyof Draft]),
  );
  return { ...theirs, ...Object.fromEntries(own) };
}

export function filledHeaders({ headers }: Draft): readonly HeaderRow[] {
  return headers.filter(({ name, value }) => name.trim() !== "" || value !== "").map(trimmed);
}

export function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

export function filtersOf(draft: Draft): WebhookFilters {
  const given = [
    ["campaigns", linesOf(draft.campaigns)],
    ["agents", linesOf(draft.filterAgents)],
    ["outcomes", linesOf(draft.outcomes)],
  ] as const;
  const set = given.filter(([, values]) => values.length > 0);
  return set.length === 0 ? null : Object.fromEntries(set);
}

export function idsOf({ isAll, chosen }: Selection): string[] | null {
  return isAll ? null : chosen.map(({ id }) => id);
}

function selectionOf(ids: readonly string[] | null, names: ReadonlyMap<string, string>): Selection {
  if (ids === null) return ALL;
  return { isAll: false, chosen: ids.map((id) => ({ id, label: names.get(id) ?? id })) };
}

function trimmed(row: HeaderRow): HeaderRow {
  return { ...row, name: row.name.trim() };
}

function backoffText(backoff: typeof BACKOFF) {
  const { maxAttempts, initialDelay, maxDelay, backoffFactor } = backoff;
  return {
    maxAttempts: String(maxAttempts),
    initialDelay: String(initialDelay),
    maxDelay: String(maxDelay),
    backoffFactor: String(backoffFactor),
  };
}

function textOf(value: number | null): string {
  return value === null ? "" : String(value);
}

/** Null where there is no number. */
export function numberOf(text: string): number | null {
  const value = Number(text);
  return text.trim() === "" || !Number.isFinite(value) ? null : value;
}
