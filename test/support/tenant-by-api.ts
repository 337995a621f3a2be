/** A tenant as its operator makes it: everything over HTTP. */

import { v7 as uuidv7 } from "uuid";
import type { Api } from "./api.ts";
import { ADMIN_TOKEN, type AppTenant, SECRETS } from "./app.ts";

type Made = { readonly id: string; readonly key: string; readonly callbackUrl: string };

export async function tenantByApi(url: string): Promise<AppTenant> {
  const workspace = await post(`${url}/admin/workspaces`, { name: "Tenant" });
  const path = `${url}/admin/workspaces/${workspace.id}`;
  const callbackPaths: Record<string, string> = {};
  for (const [provider, secret] of Object.entries(SECRETS)) {
    const made = await post(`${path}/connections`, { provider, name: provider, secret });
    callbackPaths[provider] = new URL(made.callbackUrl).pathname;
  }
  async function newKey(scopes: readonly string[]) {
    const { key } = await post(`${path}/keys`, { name: "key", scopes });
    return { "X-API-Key": key, "X-Workspace-Id": workspace.id };
  }
  return { workspaceId: workspace.id, headers: await newKey(["*"]), callbackPaths, newKey };
}

async function post(url: string, body: object): Promise<Made> {
  const response = await fetch(url, {
    method: "POST",
    headers: { Authorization: `Bearer ${ADMIN_TOKEN}`, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (response.status !== 201) throw new Error(`POST ${url}: ${await response.text()}`);
  return response.json() as Promise<Made>;
}

/** A WhatsApp callback with one text message: one `whatsapp.messageReceived`. */
export function whatsappText(text: string): string {
  const messages = [
    {
      from: "5215512345678",
      id: `wamid.${uuidv7()}`,
      timestamp: "1772366400",
      type: "text",
      text: { body: text },
    },
  ];
  const metadata = { display_phone_number: "15550783881", phone_number_id: "106540352242922" };
  const value = { messaging_product: "whatsapp", metadata, messages };
  const changes = [{ field: "messages", value }];
  return JSON.stringify({
    object: "whatsapp_business_account",
    entry: [{ id: "102290129340398", changes }],
  });
}

/** A webhook that gets `eventKey`; returns its id. */
export async function webhookByApi(api: Api, url: string, eventKey: string): Promise<string> {
  const webhook = await api("POST /v1/webhooks", { body: { url } });
  const path = `/v1/webhooks/${webhook.body.id}/subscriptions`;
  const subscription = await api(`POST ${path}`, { body: { eventKey } });
  if (subscription.status !== 201) throw new Error(JSON.stringify(subscription.body));
  return webhook.body.id;
}
