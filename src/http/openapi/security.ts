/** How callers show who they are. */
export const SECURITY_SCHEMES = {
  apiKey: { type: "apiKey", in: "header", name: "X-API-Key", description: "An API key." },
  bearer: { type: "http", scheme: "bearer", description: "An API key or a JWT." },
  admin: { type: "http", scheme: "bearer", description: "ADMIN_TOKEN." },
} as const;

/** Paths of people and providers, who have no credential of the tenant API. */
const OPEN = ["/healthz", "/readyz", "/metrics", "/openapi.json", "/docs", "/.well-known/"];
const CALLBACK = /^\/api\/webhooks\/\{provider\}/;

/** An operation that says nothing of its own needs what its path needs. */
export function securityOf(path: string, operation: object): { readonly security?: object[] } {
  if ("security" in operation) return {};
  if (path.startsWith("/admin/")) return { security: [{ admin: [] }] };
  if (OPEN.some((open) => path.startsWith(open)) || CALLBACK.test(path)) return { security: [] };
  return {};
}
