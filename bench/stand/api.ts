import { z } from "zod";
import type { Gateway } from "./gateway.ts";

const TIMEOUT_MS = 30_000;

const WithId = z.looseObject({ id: z.string() });
const IssuedKey = z.looseObject({ key: z.string() });
const Connection = z.looseObject({ id: z.string(), callbackUrl: z.string() });

/** The calls by which an operator and a tenant set themselves up. */
export type Api = ReturnType<typeof apiOf>;

export function apiOf({ url, adminToken }: Gateway) {
  const operator = { authorization: `Bearer ${adminToken}` };
  return {
    createWorkspace: (name: string) => post(`${url}/admin/workspaces`, operator, { name }, WithId),
    createKey: (workspaceId: string, scopes = ["webhooks:read", "webhooks:write"]) =>
      post(
        `${url}/admin/workspaces/${workspaceId}/keys`,
        operator,
        { name: "bench", scopes },
        IssuedKey,
      ),
    createConnection: (workspaceId: string, secret: string) =>
      post(
        `${url}/admin/workspaces/${workspaceId}/connections`,
        operator,
        { provider: "signalwire", name: "bench", secret },
        Connection,
      ),
    createAgent: (workspaceId: string, number: string) =>
      post(
        `${url}/admin/workspaces/${workspaceId}/agents`,
        operator,
        { name: number, references: [number] },
        WithId,
      ),
    createWebhook: (workspaceId: string, key: string, webhook: object) =>
      post(
        `${url}/v1/webhooks`,
        { "x-api-key": key, "x-workspace-id": workspaceId },
        webhook,
        WithId,
      ),
  };
}

async function post<T>(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: object,
  answer: z.ZodType<T>,
): Promise<T> {
  const response = await fetch(url, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`POST ${url} answered ${response.status}: ${text}`);
  return answer.parse(JSON.parse(text));
}
