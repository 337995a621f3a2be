import { randomBytes } from "node:crypto";
import type { Target } from "../load/plan.ts";
import { type Api, apiOf } from "./api.ts";
import type { Gateway } from "./gateway.ts";

/** Where callbacks go in, and which of the sink's endpoints get each of them. */
export type Route = { readonly target: Target; readonly hooks: readonly number[] };

export type Tenants = {
  readonly routes: readonly Route[];
  /** The sink's endpoint of each webhook. */
  readonly hookOf: ReadonlyMap<string, number>;
};

export type TenantPlan = {
  readonly workspaces: number;
  /** Each with its own number and its own webhooks. */
  readonly agentsPerWorkspace: number;
  /** Webhooks that want the same event. */
  readonly webhooksPerAgent: number;
  /** `/hook` answers, `/slow` after a while, `/hang` never. */
  readonly endpoint: "/hook" | "/slow" | "/hang";
};

export const ONE_TENANT: TenantPlan = {
  workspaces: 1,
  agentsPerWorkspace: 1,
  webhooksPerAgent: 1,
  endpoint: "/hook",
};

const EVENT_KEY = "call.callStarted";

/** Everything is made through the HTTP API, as tenants would. */
export async function signUp(
  gateway: Gateway,
  sinkUrl: string,
  plan: TenantPlan,
): Promise<Tenants> {
  const api = apiOf(gateway);
  const routes: Route[] = [];
  const hookOf = new Map<string, number>();
  for (let n = 0; n < plan.workspaces; n++) {
    const { id: workspaceId } = await api.createWorkspace(`Tenant ${n}`);
    const { key } = await api.createKey(workspaceId);
    const secret = `PSK_${randomBytes(18).toString("base64url")}`;
    const { callbackUrl: url } = await api.createConnection(workspaceId, secret);
    for (let agent = 0; agent < plan.agentsPerWorkspace; agent++) {
      const from = `+1201${String(n * plan.agentsPerWorkspace + agent).padStart(7, "0")}`;
      const { id: agentId } = await api.createAgent(workspaceId, from);
      const webhooks = { workspaceId, key, agentId, sinkUrl, plan };
      const hooks = await createWebhooks(api, webhooks, hookOf);
      routes.push({
        target: { url, headers: {}, form: { kind: "signalwire", secret, from } },
        hooks,
      });
    }
  }
  return { routes, hookOf };
}

type NewWebhooks = {
  readonly workspaceId: string;
  readonly key: string;
  readonly agentId: string;
  readonly sinkUrl: string;
  readonly plan: TenantPlan;
};

async function createWebhooks(
  api: Api,
  { workspaceId, key, agentId, sinkUrl, plan }: NewWebhooks,
  hookOf: Map<string, number>,
): Promise<readonly number[]> {
  const hooks: number[] = [];
  for (let n = 0; n < plan.webhooksPerAgent; n++) {
    const hook = hookOf.size;
    const url = `${sinkUrl}${plan.endpoint}/${hook}`;
    const webhook = { url, agentId, eventKeys: [EVENT_KEY] };
    const { id } = await api.createWebhook(workspaceId, key, webhook);
    hookOf.set(id, hook);
    hooks.push(hook);
  }
  return hooks;
}
