/** Requests to a gateway as a tenant makes them. */
import type { AppTenant, TestApp } from "./app.ts";

export type ApiReply = {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: what a client sees is what the tests are about.
  readonly body: any;
};

export type ApiCall = {
  readonly as?: Pick<AppTenant, "headers">;
  /** Sent as JSON; text is sent as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

export type Api = (request: string, call?: ApiCall) => Promise<ApiReply>;

/** `request`: method and path. */
export function apiOf(app: Pick<TestApp, "url">, tenant: Pick<AppTenant, "headers">): Api {
  return async (request, { as = tenant, body, headers = {} } = {}) => {
    const [method = "GET", path = "/"] = request.split(" ");
    const response = await fetch(`${app.url}${path}`, {
      method,
      headers: {
        ...as.headers,
        ...(body !== undefined && { "Content-Type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get("Content-Type")?.includes("json") ?? false;
    return {
      status: response.status,
      headers: response.headers,
      body: isJson ? JSON.parse(text) : text || null,
    };
  };
}
