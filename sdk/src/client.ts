import createFetchClient, { type Client } from "openapi-fetch";
import type { paths } from "./schema.ts";

export type SwitchhookOptions = {
  /** Where the gateway answers, like `https://hooks.example.com`. */
  readonly baseUrl: string;
  /** An API key or a JWT. */
  readonly apiKey: string;
  /** The workspace that the key belongs to. */
  readonly workspaceId: string;
  /** Instead of the global one. */
  readonly fetch?: (request: Request) => Promise<Response>;
};

export type Switchhook = Client<paths>;

/**
 * A client of the gateway's API: `client.GET("/v1/webhooks/{webhookId}", { params: { path: { webhookId } } })`. Each
 * call resolves to `{ data, error, response }`; `error` is the problem document.
 */
export function createSwitchhook(options: SwitchhookOptions): Switchhook {
  const { baseUrl, apiKey, workspaceId, fetch } = options;
  return createFetchClient<paths>({
    baseUrl: baseUrl.replace(/\/+$/, ""),
    headers: { Authorization: `Bearer ${apiKey}`, "X-Workspace-Id": workspaceId },
    ...(fetch && { fetch }),
  });
}
