/** What a key can be allowed, by what it is about. The API refuses any other. */
export const SCOPE_GROUPS = [
  { label: "nav.webhooks", scopes: ["webhooks:read", "webhooks:write"] },
  { label: "nav.connections", scopes: ["connections:read", "connections:write"] },
  { label: "nav.agents", scopes: ["agents:read", "agents:write"] },
  { label: "nav.workflows", scopes: ["workflows:read", "workflows:write"] },
  { label: "nav.events", scopes: ["events:read", "events:write"] },
  { label: "nav.keys", scopes: ["keys:read", "keys:write"] },
] as const;

export const EVERYTHING = "*";

export type Scope = (typeof SCOPE_GROUPS)[number]["scopes"][number] | typeof EVERYTHING;
