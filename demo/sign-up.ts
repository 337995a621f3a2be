import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { Fixture } from "#src/cli/fixtures.ts";
import { subscribableKeys } from "#src/core/catalog.ts";
import type { Gateway } from "./gateway.ts";

const WithId = z.looseObject({ id: z.string() });
const IssuedKey = z.looseObject({ key: z.string() });
const Connection = z.looseObject({ id: z.string(), callbackUrl: z.string() });

export type Account = {
  readonly workspaceId: string;
  readonly agentId: string;
  readonly webhookId: string;
  readonly subscriptions: readonly string[];
  /** Where each fixture's provider was told to call. */
  readonly callbackUrls: ReadonlyMap<Fixture, string>;
  readonly connections: number;
  /** An authorised GET on the tenant API. */
  get<T>(path: string, answer: z.ZodType<T>): Promise<T>;
};

export type SignUp = {
  readonly gateway: Gateway;
  readonly fixtures: readonly Fixture[];
  readonly references: readonly string[];
  readonly webhookUrl: string;
  readonly secret: string;
};

/** Everything a tenant has before the first call: made through the HTTP API, as anybody would. */
export async function signUp(options: SignUp): Promise<Account> {
  const { gateway } = options;
  const operator = client(gateway.url, { authorization: `Bearer ${gateway.adminToken}` });
  const { id: workspaceId } = await operator.post("/admin/workspaces", { name: "Demo" }, WithId);
  const admin = `/admin/workspaces/${workspaceId}`;
  const { key } = await operator.post(
    `${admin}/keys`,
    { name: "demo", scopes: ["webhooks:read", "webhooks:write"] },
    IssuedKey,
  );
  const { id: agentId } = await operator.post(
    `${admin}/agents`,
    { name: "Ana", references: options.references },
    WithId,
  );
  const callbackUrls = await connect(operator, admin, options.fixtures);
  const tenant = client(gateway.url, { "x-api-key": key, "x-workspace-id": workspaceId });
  const { id: webhookId } = await tenant.post(
    "/v1/webhooks",
    { url: options.webhookUrl, description: "Demo", secret: options.secret },
    WithId,
  );
  const subscriptions = subscribableKeys("agents-studio");
  for (const eventKey of subscriptions) {
    await tenant.post(`/v1/webhooks/${webhookId}/subscriptions`, { eventKey }, WithId);
  }
  const connections = new Set(callbackUrls.values()).size;
  return {
    workspaceId,
    agentId,
    webhookId,
    subscriptions,
    callbackUrls,
    connections,
    get: tenant.get,
  };
}

type Client = ReturnType<typeof client>;

/** One connection for each account that the recordings were made on. */
async function connect(
  operator: Client,
  admin: string,
  fixtures: readonly Fixture[],
): Promise<ReadonlyMap<Fixture, string>> {
  const urlOf = new Map<string, string>();
  const callbackUrls = new Map<Fixture, string>();
  for (const fixture of fixtures) {
    const { provider, secrets, settings } = fixture;
    const account = JSON.stringify([provider, secrets, settings]);
    // Callbacks that their provider does not sign were recorded without a secret.
    const secret = secrets.length > 0 ? secrets : [randomBytes(16).toString("hex")];
    const body = { provider, name: `${provider} account`, secret, settings };
    const url =
      urlOf.get(account) ??
      (await operator.post(`${admin}/connections`, body, Connection)).callbackUrl;
    urlOf.set(account, url);
    callbackUrls.set(fixture, url);
  }
  return callbackUrls;
}

function client(base: string, headers: Readonly<Record<string, string>>) {
  async function call<T>(path: string, init: RequestInit, answer: z.ZodType<T>): Promise<T> {
    const response = await fetch(base + path, { ...init, signal: AbortSignal.timeout(15_000) });
    const text = await response.text();
    const method = init.method ?? "GET";
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return answer.parse(JSON.parse(text));
  }
  return {
    get: <T>(path: string, answer: z.ZodType<T>) => call(path, { headers }, answer),
    post: <T>(path: string, body: object, answer: z.ZodType<T>) =>
      call(
        path,
        {
          method: "POST",
          headers: { ...headers, "content-type": "application/json" },
          body: JSON.stringify(body),
        },
        answer,
      ),
  };
}
