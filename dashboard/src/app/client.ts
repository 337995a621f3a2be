import createFetchClient from "openapi-fetch";
import type { paths } from "#sdk/schema.ts";
import { problemFrom, problemOf } from "./problem.ts";
import { expireSession, OWN_REQUEST, session } from "./session.ts";

/** The generated client of `/v1`. The session's cookie goes with each request, instead of a key. */
export const api = createFetchClient<paths>({ baseUrl: location.origin });

api.use({
  onRequest({ request }) {
    for (const [name, value] of Object.entries(ownHeaders())) request.headers.set(name, value);
  },
  onResponse({ response }) {
    if (response.status === 401) expireSession();
  },
});

type Call<Data> = Promise<{
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}>;

/** What a call of `api` gives; throws the problem where it gives none. */
export async function answer<Data>(call: Call<Data>): Promise<Data> {
  const { data, error, response } = await call.catch(rethrow);
  if (!response.ok) throw problemOf(response.status, error);
  return data as Data;
}

export type RequestOptions = {
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
};

/** An operation by its path, like `/v1/webhooks`; the caller says what it answers. */
export async function request<Data>(
  method: string,
  path: string,
  { query = {}, body, headers, signal }: RequestOptions = {},
): Promise<Data> {
  const url = new URL(path, location.origin);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  const response = await fetch(url, {
    method,
    headers: {
      ...ownHeaders(),
      ...(body !== undefined && { "Content-Type": "application/json" }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  }).catch(rethrow);
  if (response.status === 401) expireSession();
  const answered: unknown = response.status === 204 ? undefined : await response.json().catch(none);
  if (!response.ok) throw problemOf(response.status, answered);
  return answered as Data;
}

function ownHeaders(): Readonly<Record<string, string>> {
  return { ...OWN_REQUEST, "X-Workspace-Id": session.peek()?.workspaceId ?? "" };
}

/** An aborted request is nobody's problem; whoever aborted it knows. */
function rethrow(thrown: unknown): never {
  if (thrown instanceof DOMException && thrown.name === "AbortError") throw thrown;
  throw problemFrom(thrown);
}

const none = () => null;
