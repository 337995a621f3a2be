/** A client of the TalkOver document, and calls of its agents. */
import { randomUUID } from "node:crypto";
import { ADMIN_TOKEN, type AppTenant, sendCallback, type TestApp } from "./app.ts";

export const STARTED = "event_phone_call_started";
export const ENDED = "event_phone_call_ended";

export type Answered = {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: what a client sees is what the tests are about.
  readonly body: any;
};

export type TalkoverRequest = {
  /** Sent as JSON; text is sent as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

/** `request`: method and path, below the agents' own. */
export async function talkover(
  base: string,
  key: string | null,
  request: string,
  { body, headers = {} }: TalkoverRequest = {},
): Promise<Answered> {
  const [method = "GET", path = "/"] = request.split(" ");
  const response = await fetch(`${base}/api/v1/agents${path}`, {
    method,
    headers: {
      ...(key !== null && { Authorization: `Bearer ${key}` }),
      ...(body !== undefined && { "Content-Type": "application/json" }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === "" ? null : JSON.parse(text),
  };
}

export function keyOf({ headers }: Pick<AppTenant, "headers">): string {
  return headers["X-API-Key"] ?? "";
}

export async function newAgent(
  app: Pick<TestApp, "url">,
  { workspaceId }: AppTenant,
  references: readonly string[] = [],
): Promise<string> {
  const response = await fetch(`${app.url}/admin/workspaces/${workspaceId}/agents`, {
    method: "POST",
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify({ name: "Ana", references }),
  });
  const { id } = (await response.json()) as { readonly id: string };
  return id;
}

/** The agent of this number calls somebody, who answers (`in-progress`) or hangs up (`completed`). */
export async function carrierSays(
  base: string,
  tenant: AppTenant,
  call: { readonly from: string; readonly status: string; readonly id?: string },
): Promise<void> {
  const body = new URLSearchParams({
    CallSid: call.id ?? randomUUID(),
    CallStatus: call.status,
    CallbackSource: "call-progress-events",
    Direction: "outbound-api",
    From: call.from,
    To: "+525538808448",
    Timestamp: new Date().toUTCString(),
    ...(call.status === "completed" && { CallDuration: "60", SipResultCode: "200" }),
  });
  const answer = await sendCallback(base, tenant, "signalwire", body.toString());
  if (answer.status !== 200) throw new Error(`the callback was answered with ${answer.status}`);
}
