import { type DialectId, subscribableKeys } from "#src/core/catalog.ts";
import { checkCustomHeaders } from "#src/core/custom-headers.ts";
import { WEBHOOK_FIELDS } from "#src/core/filter-fields.ts";
import { type Issue, issue } from "#src/core/issue.ts";
import { type Page, type RawListQuery, readListQuery } from "#src/core/list-query.ts";
import { fail, ok, type Result } from "#src/core/result.ts";
import type { Dialect } from "#src/dialect.ts";
import { invalid, NOT_FOUND } from "./refusals.ts";
import type {
  CurrentWebhook,
  ReadRefusal,
  Refusal,
  Secret,
  WebhookChange,
  WebhookRef,
  WebhookSettings,
  WebhookStore,
  WebhookView,
} from "./tenant-ports.ts";

/** What a client may say of a webhook; what it leaves out takes its default, or stays as it is. */
export type WebhookInput = {
  readonly [Field in keyof Omit<WebhookSettings, "dialect">]?: WebhookSettings[Field] | undefined;
} & { readonly dialect?: string | undefined; readonly secret?: string | undefined };

export type NewWebhookInput = WebhookInput & { readonly url: string };

export type WebhookPorts = {
  readonly store: WebhookStore;
  readonly dialects: ReadonlyMap<DialectId, Dialect>;
  /** May deliveries go there? The detail of a refusal says why not. */
  readonly checkUrl: (url: string) => Result<unknown, unknown>;
  readonly generateSecret: () => string;
  readonly secretPreview: (secret: string) => string;
  /** UUIDv7. */
  readonly newId: () => string;
  readonly now: () => Date;
};

export type CreatedWebhook = {
  readonly webhook: WebhookView;
  /** To be shown once; null when the client gave its own. */
  readonly generatedSecret: string | null;
};

export type Webhooks = {
  create(workspaceId: string, input: NewWebhookInput): Promise<Result<CreatedWebhook, Refusal>>;
  get(ref: WebhookRef): Promise<Result<WebhookView, ReadRefusal>>;
  list(workspaceId: string, query: RawListQuery): Promise<Result<Listed<WebhookView>, ReadRefusal>>;
  update(ref: WebhookRef, input: WebhookInput): Promise<Result<WebhookView, Refusal>>;
  remove(ref: WebhookRef): Promise<Result<void, Refusal>>;
};

/** A page of a list and where it lies. */
export type Listed<Item> = Page<Item> & { readonly page: number; readonly limit: number };

export function createWebhooks(ports: WebhookPorts): Webhooks {
  const { store } = ports;
  return {
    create: (workspaceId, input) => create(ports, workspaceId, input),
    update: (ref, input) => update(ports, ref, input),
    async get(ref) {
      const webhook = await store.find(ref);
      return webhook === null ? NOT_FOUND : ok(webhook);
    },
    async list(workspaceId, raw) {
      const query = readListQuery(raw, WEBHOOK_FIELDS);
      if (!query.ok) return invalid(...query.reason);
      const { page, limit } = query.value;
      return ok({ ...(await store.list(workspaceId, query.value)), page, limit });
    },
    async remove(ref) {
      return (await store.remove(ref)) ? ok() : NOT_FOUND;
    },
  };
}

const DEFAULT_DIALECT = "agents-studio";
const DEFAULTS = {
  method: "POST",
  description: null,
  agentId: null,
  isActive: true,
  headers: {},
  retryPolicy: null,
  timeoutMs: null,
} as const satisfies Partial<WebhookSettings>;

async function create(
  ports: WebhookPorts,
  workspaceId: string,
  { dialect: asked, secret, ...input }: NewWebhookInput,
): Promise<Result<CreatedWebhook, Refusal>> {
  const settings = { ...DEFAULTS, ...given(input) };
  const dialect = findDialect(ports, asked ?? DEFAULT_DIALECT);
  const issues = [
    ...checkUrl(ports, input.url),
    ...(dialect ? checkCustomHeaders(settings.headers, dialect) : [unknownDialect(ports)]),
  ];
  if (dialect === undefined || issues.length > 0) return invalid(...issues);
  const text = secret ?? ports.generateSecret();
  const webhook = await ports.store.insert({
    ...settings,
    id: ports.newId(),
    workspaceId,
    dialect: dialect.id,
    secret: withPreview(ports, text),
    at: ports.now(),
  });
  if (!webhook.ok) return unknownAgent();
  return ok({ webhook: webhook.value, generatedSecret: secret === undefined ? text : null });
}

async function update(
  ports: WebhookPorts,
  ref: WebhookRef,
  input: WebhookInput,
): Promise<Result<WebhookView, Refusal>> {
  const updated = await ports.store.update(ref, (current) => decide(ports, current, input));
  if (updated.ok) return updated;
  return updated.reason === "unknown-agent" ? unknownAgent() : fail(updated.reason);
}

function decide(
  ports: WebhookPorts,
  current: CurrentWebhook,
  { dialect: asked, secret, ...input }: WebhookInput,
): Result<WebhookChange, Refusal> {
  const dialect = findDialect(ports, asked ?? current.dialect);
  if (dialect === undefined) return invalid(unknownDialect(ports));
  const issues = [
    ...(input.url === undefined ? [] : checkUrl(ports, input.url)),
    ...checkCustomHeaders(input.headers ?? current.headers, dialect),
    ...checkSubscriptions(current, dialect),
  ];
  if (issues.length > 0) return invalid(...issues);
  return ok({
    ...given(input),
    dialect: dialect.id,
    ...(secret !== undefined && { secret: withPreview(ports, secret) }),
    at: ports.now(),
  });
}

/** What was left out is not a change to undefined. */
function given<T extends object>(input: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

function findDialect({ dialects }: WebhookPorts, id: string): Dialect | undefined {
  return [...dialects.values()].find((dialect) => dialect.id === id);
}

function unknownDialect({ dialects }: WebhookPorts): Issue {
  return issue("dialect", `must be one of ${[...dialects.keys()].join(", ")}`);
}

function checkUrl(ports: WebhookPorts, url: string): readonly Issue[] {
  const checked = ports.checkUrl(url);
  return checked.ok ? [] : [issue("url", checked.detail ?? "is not a URL to deliver to")];
}

/** Subscriptions speak the dialect's words, so a change of dialect must not leave some without a meaning. */
function checkSubscriptions(current: CurrentWebhook, dialect: Dialect): readonly Issue[] {
  if (dialect.id === current.dialect) return [];
  const known = subscribableKeys(dialect.id);
  const lost = current.eventKeys.filter((key) => !known.includes(key));
  if (lost.length === 0) return [];
  return [issue("dialect", `${dialect.id} does not know the subscribed ${lost.join(", ")}`)];
}

function withPreview(ports: WebhookPorts, text: string): Secret {
  return { text, preview: ports.secretPreview(text) };
}

function unknownAgent(): Result<never, Refusal> {
  return invalid(issue("agentId", "is not an agent of this workspace"));
}
