/** The operations of /openapi.json, and a good request of each. */
import { randomUUID } from "node:crypto";
import { describedApp } from "../../scripts/described-app.ts";
import {
  type Belongings,
  type IdName,
  PUBLISHED,
  TALKOVER_EVENT,
  WIRE_EVENT,
} from "./belongings.ts";

export type Operation = {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly hasBody: boolean;
  /** Its answer has no end. */
  readonly isStream: boolean;
  /** Whose credentials it wants. */
  readonly caller: "anybody" | "operator" | "tenant";
  /** Names of the parameters of its query. */
  readonly query: readonly string[];
  /** Fields that its list can be sorted by; none where it is no list. */
  readonly sorts: readonly string[];
  /** Content types by status, or by `default`. */
  readonly answers: Readonly<Record<string, readonly string[]>>;
};

type Described = {
  readonly operationId?: string;
  readonly requestBody?: unknown;
  readonly parameters?: readonly Parameter[];
  readonly responses: Readonly<Record<string, { readonly content?: object }>>;
  readonly security?: readonly Readonly<Record<string, unknown>>[];
};
type Parameter = {
  readonly in?: string;
  readonly name?: string;
  readonly schema?: { readonly pattern?: string };
};
type Document = { readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>> };

/** Of the same routes as a gateway that runs. */
export async function describedOperations(): Promise<readonly Operation[]> {
  return operationsOf((await (await describedApp().request("/openapi.json")).json()) as Document);
}

export function operationsOf({ paths }: Document): readonly Operation[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, described]) => ({
      id: described.operationId ?? `${method} ${path}`,
      method: method.toUpperCase(),
      path,
      hasBody: described.requestBody !== undefined,
      isStream: "text/event-stream" in (described.responses["200"]?.content ?? {}),
      caller: callerOf(described),
      query: (described.parameters ?? []).flatMap((parameter) =>
        parameter.in === "query" && parameter.name !== undefined ? [parameter.name] : [],
      ),
      sorts: sortsOf(described),
      answers: Object.fromEntries(
        Object.entries(described.responses).map(([status, { content = {} }]) => {
          return [status, Object.keys(content)];
        }),
      ),
    })),
  );
}

/** As its pattern has them: `^(?:-?(?:id|name)…`. */
function sortsOf({ parameters = [] }: Described): readonly string[] {
  const pattern = parameters.find(({ name }) => name === "sort")?.schema?.pattern ?? "";
  return /\(\?:(\w[\w|]*)\)/.exec(pattern)?.[1]?.split("|") ?? [];
}

function callerOf({ security }: Described): Operation["caller"] {
  if (security === undefined) return "tenant";
  if (security.length === 0) return "anybody";
  return security.some((scheme) => "admin" in scheme) ? "operator" : "tenant";
}

/** What each parameter of a path names, by the path up to it. */
const NAMED: Readonly<Record<string, IdName>> = {
  "/.well-known/webhook-keys/{webhookId}": "webhook",
  "/admin/workspaces/{workspaceId}": "workspace",
  "/api/v1/agents/{agentId}": "agent",
  "/api/v1/agents/{agentId}/webhooks/{id}": "talkoverWebhook",
  "/api/webhooks/config/{id}": "wireWebhook",
  "/api/webhooks/events/{id}": "wireEvent",
  "/v1/agents/{id}": "agent",
  "/v1/api-keys/{id}": "apiKey",
  "/v1/callbacks/{callbackId}": "callback",
  "/v1/calls/{callId}": "call",
  "/v1/connections/{id}": "connection",
  "/v1/conversations/{conversationId}": "conversation",
  "/v1/deliveries/{deliveryId}": "delivery",
  "/v1/events/{eventId}": "event",
  "/v1/webhooks/{webhookId}": "webhook",
  "/v1/webhooks/{webhookId}/deliveries/{deliveryId}": "delivery",
  "/v1/webhooks/{webhookId}/recoveries/{recoveryId}": "recovery",
  "/v1/webhooks/{webhookId}/subscriptions/{subscriptionId}": "subscription",
  "/v1/workflows/{id}": "workflow",
};

/** Recordings and transcripts are kept under the ids of conversations too. */
const NAMED_FOR: Readonly<Record<string, IdName>> = {
  deleteRecording: "conversation",
  getRecording: "conversation",
  getTranscript: "conversation",
};

/** The catalog belongs to all. */
const SHARED: Readonly<Record<string, string>> = { "/v1/event-types/{key}": PUBLISHED };

/** The names of what the path names, in order; empty where it names nothing of a workspace. */
export function namesIn({ id, path }: Operation): readonly IdName[] {
  return [...path.matchAll(/\{\w+\}/g)].flatMap(({ index, 0: parameter }) => {
    const before = path.slice(0, index + parameter.length);
    if (before in SHARED) return [];
    const name = NAMED_FOR[id] ?? NAMED[before];
    if (name === undefined) {
      throw new Error(`what does ${before} name? Tell test/support/operations.ts`);
    }
    return [name];
  });
}

/** The path with what it names, each of whoever stands at its place. */
export function pathOf(operation: Operation, owners: readonly Pick<Belongings, "ids">[]): string {
  const names = [...namesIn(operation)];
  const left = [...owners];
  return Object.entries(SHARED)
    .reduce((path, [shared, value]) => {
      return path.replace(shared, shared.replace(/\{\w+\}/, value));
    }, operation.path)
    .replaceAll(/\{\w+\}/g, () => {
      const [name, owner] = [names.shift(), left.shift()];
      if (name === undefined || owner === undefined) throw new Error(`no owner: ${operation.id}`);
      return encodeURIComponent(owner.ids[name]);
    });
}

/** Nothing answers there. */
const URL = "https://tenant.example.com/hook";
const CONNECTION = { provider: "signalwire", name: "Ours", secret: "PSK_of_ours_0123456789" };
const AGENT = { name: "Ours" };
const publication = () => ({ type: PUBLISHED, data: TOOL_CALL, id: `ours-${randomUUID()}` });
const TOOL_CALL = { toolIdentifier: "ours", result: { success: true } };

/** A body with which the operation does its work where it may; made anew each time. */
const BODIES: Readonly<Record<string, () => unknown>> = {
  checkWebhookUrl: () => ({ url: URL }),
  createAgent: () => AGENT,
  createApiKey: () => ({ name: "Ours", scopes: ["keys:write"] }),
  createConnection: () => CONNECTION,
  createDashboardLink: () => ({}),
  createSubscription: () => ({ eventKey: "call.callEnded" }),
  createTalkoverWebhook: () => ({ name: "Ours", webhook_url: URL, events: [TALKOVER_EVENT] }),
  createWebhook: () => ({ url: URL }),
  createWireWebhook: () => ({ name: "Ours", url: URL, eventTypes: [WIRE_EVENT] }),
  createWorkflow: () => ({ name: "Ours" }),
  createWorkspace: () => ({ name: "Ours" }),
  createWorkspaceAgent: () => AGENT,
  createWorkspaceApiKey: () => ({ name: "Ours", scopes: ["*"] }),
  createWorkspaceConnection: () => CONNECTION,
  patchTalkoverWebhook: () => ({ name: "taken over" }),
  previewTest: () => ({ eventKey: PUBLISHED }),
  previewWebhook: () => ({ eventKeys: [PUBLISHED] }),
  publishEvent: publication,
  publishEvents: () => ({ events: [publication()] }),
  recoverDeliveries: () => ({ since: "2020-01-01T00:00:00Z" }),
  rotateConnectionSecret: () => ({ secret: "PSK_of_nobody_0123456789" }),
  rotateSecret: () => ({}),
  testTalkoverWebhook: () => ({ event: TALKOVER_EVENT }),
  testWebhook: () => ({ eventKey: PUBLISHED }),
  testWireWebhook: () => ({ eventType: WIRE_EVENT }),
  updateAgent: () => ({ name: "taken over" }),
  updateConnection: () => ({ name: "taken over" }),
  updateSubscription: () => ({ isActive: false }),
  updateTalkoverWebhook: () => ({ name: "taken over" }),
  updateWebhook: () => ({ description: "taken over" }),
  updateWireWebhook: () => ({ name: "taken over" }),
  updateWorkflow: () => ({ name: "taken over" }),
};

export function bodyOf({ id, hasBody }: Operation): unknown {
  if (!hasBody) return undefined;
  const body = BODIES[id];
  if (body === undefined) {
    throw new Error(`what does ${id} take? Tell test/support/operations.ts`);
  }
  return body();
}
