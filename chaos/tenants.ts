import { type ChaosSink, KINDS, TLS_KINDS } from "./sink.ts";

export type Tenant = {
  readonly workspaceId: string;
  readonly callbackPath: string;
  /** By the kind of endpoint. */
  readonly webhooks: ReadonlyMap<string, string>;
};

export const APP_SECRET = "b1946ac92492d2347c6235b4d2611184";
export const EVENT = "whatsapp.messageReceived";
export const FEW = { maxAttempts: 3, initialDelay: 0.2, maxDelay: 1, backoffFactor: 2 };
/** Whatever happens to us, a tenant that is well has everything in the end. */
const MANY = { ...FEW, maxAttempts: 12 };

/** A workspace with an endpoint of every kind, made as its operator makes it. */
export async function makeTenant(
  url: string,
  adminToken: string,
  sink: Pick<ChaosSink, "port" | "tlsPorts">,
): Promise<Tenant> {
  const operator = { authorization: `Bearer ${adminToken}` };
  const { id: workspaceId } = await post(`${url}/admin/workspaces`, operator, { name: "chaos" });
  const path = `${url}/admin/workspaces/${workspaceId}`;
  const connection = { provider: "whatsapp", name: "chaos", secret: APP_SECRET };
  const { callbackUrl } = await post(`${path}/connections`, operator, connection);
  const { key } = await post(`${path}/keys`, operator, { name: "chaos", scopes: ["*"] });
  const headers = { "x-api-key": key, "x-workspace-id": workspaceId };
  const webhooks = new Map<string, string>();
  const places = [
    ...KINDS.map((kind) => [kind, "http", sink.port] as const),
    // The port speaks HTTP.
    ["broken-tls", "https", sink.port] as const,
    ...TLS_KINDS.map((kind) => [kind, "https", sink.tlsPorts[kind]] as const),
  ];
  for (const [kind, scheme, port] of places) {
    const isWell = ["healthy", "ordered", "flaky", "tls"].includes(kind);
    const { id } = await post(`${url}/v1/webhooks`, headers, {
      url: `${scheme}://127.0.0.1:${port}/${workspaceId}/${kind}`,
      eventKeys: [EVENT],
      timeoutSeconds: isWell ? 10 : 1,
      retryPolicy: isWell ? MANY : FEW,
      ordering: kind === "ordered" ? "call" : "none",
    });
    webhooks.set(kind, await uuidOf(id));
  }
  return { workspaceId, callbackPath: new URL(callbackUrl).pathname, webhooks };
}

/** As the API spells it, `wh_…` or a UUID; the database has the latter. */
async function uuidOf(id: string): Promise<string> {
  const { parseId } = await import("../src/core/ids.ts");
  return parseId(id, "wh") ?? id;
}

type Made = { readonly id: string; readonly key: string; readonly callbackUrl: string };

async function post(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: object,
): Promise<Made> {
  const response = await fetch(url, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (response.status !== 201) throw new Error(`POST ${url}: ${await response.text()}`);
  return response.json() as Promise<Made>;
}
