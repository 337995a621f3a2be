import type { DialectId } from "#src/core/catalog.ts";
import { WEBHOOK_FIELDS } from "#src/core/filter-fields.ts";
import { type Issue, issue } from "#src/core/issue.ts";
import { type Page, type RawListQuery, readListQuery } from "#src/core/list-query.ts";
import { fail, ok, type Result } from "#src/core/result.ts";
import type { ExpectedRevisions } from "#src/core/revision.ts";
import type { Dialect } from "#src/dialect.ts";
import { invalid, NOT_FOUND } from "./refusals.ts";
import { checkRevision } from "./revisions.ts";
import type {
  CurrentWebhook,
  ReadRefusal,
  Refusal,
  Secret,
  SignatureAlgorithm,
  SigningKey,
  WebhookChange,
  WebhookRef,
  WebhookSettings,
  WebhookStore,
  WebhookView,
} from "./tenant-ports.ts";
import {
  checkEventKeys,
  checkHeaders,
  checkKept,
  selectionAsked,
  unknownDialect,
  unknownSelection,
} from "./webhook-checks.ts";

/** What a client may say of a webhook; what it leaves out takes its default, or stays as it is. */
export type WebhookInput = {
  readonly [Field in keyof Omit<WebhookSettings, "dialect">]?: WebhookSettings[Field] | undefined;
} & {
  readonly dialect?: string | undefined;
  readonly secret?: string | undefined;
  readonly signatureAlgorithm?: SignatureAlgorithm | undefined;
  /** One agent, or all of them: short for `agentIds`. Beside it, it must say the same. */
  readonly agentId?: string | null | undefined;
};

export type NewWebhookInput = WebhookInput & { readonly url: string };

export type WebhookPorts = {
  readonly store: WebhookStore;
  readonly dialects: ReadonlyMap<DialectId, Dialect>;
  /** May deliveries go there? The detail of a refusal says why not. */
  readonly checkUrl: (url: string) => Result<unknown, unknown>;
  readonly generateSecret: () => string;
  readonly generateSigningKey: () => SigningKey;
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
  update(
    ref: WebhookRef,
    input: WebhookInput,
    expected?: ExpectedRevisions,
  ): Promise<Result<WebhookView, Refusal>>;
  remove(ref: WebhookRef, expected?: ExpectedRevisions): Promise<Result<void, Refusal>>;
};

/** A page of a list and where it lies. */
export type Listed<Item> = Page<Item> & { readonly page: number; readonly limit: number };

export function createWebhooks(ports: WebhookPorts): Webhooks {
  const { store } = ports;
  return {
    create: (workspaceId, input) => create(ports, workspaceId, input),
    update: (ref, input, expected = null) => update(ports, ref, { input, expected }),
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
    remove: (ref, expected = null) => store.remove(ref, expected),
  };
}

export const DEFAULT_DIALECT = "agents-studio";
const DEFAULT_DEACTIVATE_AFTER_DAYS = 5;
const DEFAULTS = {
  name: null,
  method: "POST",
  description: null,
  agentIds: null,
  workflowIds: null,
  eventKeys: [],
  filters: null,
  metadata: null,
  isActive: true,
  headers: {},
  retryPolicy: null,
  timeoutMs: null,
  rateLimit: null,
  ordering: "none",
  deactivateAfterDays: DEFAULT_DEACTIVATE_AFTER_DAYS,
} as const satisfies Partial<WebhookSettings>;

async function create(
  ports: WebhookPorts,
  workspaceId: string,
  { dialect: asked, secret, signatureAlgorithm, agentId, ...input }: NewWebhookInput,
): Promise<Result<CreatedWebhook, Refusal>> {
  const selection = selectionAsked({ ...input, agentId });
  if (!selection.ok) return selection;
  const settings = { ...DEFAULTS, ...given({ ...input, ...selection.value }) };
  const dialect = findDialect(ports, asked ?? DEFAULT_DIALECT);
  const issues = [
    ...checkUrl(ports, input.url),
    ...(dialect
      ? [
          ...checkHeaders(settings.headers, dialect, ports.dialects),
          ...checkEventKeys(settings.eventKeys, dialect),
        ]
      : [unknownDialect(ports.dialects)]),
  ];
  if (dialect === undefined || issues.length > 0) return invalid(...issues);
  const text = secret ?? ports.generateSecret();
  const webhook = await ports.store.insert({
    ...settings,
    eventKeys: [...new Set(settings.eventKeys)],
    id: ports.newId(),
    workspaceId,
    dialect: dialect.id,
    secret: withPreview(ports, text),
    signingKey: signatureAlgorithm === "ed25519" ? ports.generateSigningKey() : null,
    at: ports.now(),
  });
  if (!webhook.ok) return unknownSelection(webhook.reason, input);
  return ok({ webhook: webhook.value, generatedSecret: secret === undefined ? text : null });
}

async function update(
  ports: WebhookPorts,
  ref: WebhookRef,
  { input, expected }: { readonly input: WebhookInput; readonly expected: ExpectedRevisions },
): Promise<Result<WebhookView, Refusal>> {
  const selection = selectionAsked(input);
  if (!selection.ok) return selection;
  const { agentId, ...rest } = input;
  const meant = { ...rest, ...selection.value };
  const updated = await ports.store.update(ref, (current) => {
    const asExpected = checkRevision(expected, current.revision);
    return asExpected.ok ? decide(ports, current, meant) : asExpected;
  });
  if (updated.ok) return updated;
  if (updated.reason.kind !== "unknown-selection") return fail(updated.reason);
  return unknownSelection(updated.reason, rest);
}

function decide(
  ports: WebhookPorts,
  current: CurrentWebhook,
  { dialect: asked, secret, signatureAlgorithm, ...input }: Omit<WebhookInput, "agentId">,
): Result<WebhookChange, Refusal> {
  const dialect = findDialect(ports, asked ?? current.dialect);
  if (dialect === undefined) return invalid(unknownDialect(ports.dialects));
  const issues = [
    ...(input.url === undefined ? [] : checkUrl(ports, input.url)),
    ...checkHeaders(input.headers ?? current.headers, dialect, ports.dialects),
    ...(input.eventKeys === undefined
      ? checkKept(current, dialect)
      : checkEventKeys(input.eventKeys, dialect)),
  ];
  if (issues.length > 0) return invalid(...issues);
  return ok({
    ...given(input),
    dialect: dialect.id,
    ...(secret !== undefined && { secret: withPreview(ports, secret) }),
    ...signingKeyFor(ports, current, signatureAlgorithm),
    at: ports.now(),
  });
}

/** A webhook keeps its key pair until it is told to do without. */
function signingKeyFor(
  ports: WebhookPorts,
  current: CurrentWebhook,
  asked: SignatureAlgorithm | undefined,
): Pick<WebhookChange, "signingKey"> {
  if (asked === undefined || asked === current.signatureAlgorithm) return {};
  return { signingKey: asked === "ed25519" ? ports.generateSigningKey() : null };
}

/** What was left out is not a change to undefined. */
function given<T extends object>(input: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

export function findDialect(
  { dialects }: Pick<WebhookPorts, "dialects">,
  id: string,
): Dialect | undefined {
  return [...dialects.values()].find((dialect) => dialect.id === id);
}

function checkUrl(ports: WebhookPorts, url: string): readonly Issue[] {
  const checked = ports.checkUrl(url);
  return checked.ok ? [] : [issue("url", checked.detail ?? "is not a URL to deliver to")];
}

function withPreview(ports: WebhookPorts, text: string): Secret {
  return { text, preview: ports.secretPreview(text) };
}
