import { CONSOLE_HEADER } from "#src/http/own-page.ts";

/** How callers show who they are. */
export const SECURITY_SCHEMES = {
  apiKey: { type: "apiKey", in: "header", name: "X-API-Key", description: "An API key." },
  bearer: { type: "http", scheme: "bearer", description: "An API key or a JWT." },
  cookieAuth: {
    type: "apiKey",
    in: "cookie",
    name: "switchhook_session",
    description:
      "A session of the console, which `POST /dashboard/session` opens; named `__Host-switchhook_session` where the gateway is reached by https. For the console's own pages: requests of other origins are refused.",
  },
  consolePage: {
    type: "apiKey",
    in: "header",
    name: CONSOLE_HEADER,
    description: "`1`, with a session of the console: no page of another site can send it.",
  },
  admin: { type: "http", scheme: "bearer", description: "ADMIN_TOKEN." },
} as const;

type Requirement = { readonly [Scheme: string]: string[] };

const KEYS: readonly Requirement[] = [{ apiKey: [] }, { bearer: [] }];
/** What the tenant API takes, unless its path says otherwise. */
export const TENANT_SECURITY: readonly Requirement[] = [
  ...KEYS,
  { cookieAuth: [], consolePage: [] },
];
/** A browser's EventSource sends no headers of its own. */
export const STREAM_SECURITY: readonly Requirement[] = [...KEYS, { cookieAuth: [] }];

/** Paths of people and providers, who have no credential of the tenant API. */
const OPEN = ["/healthz", "/readyz", "/metrics", "/openapi.json", "/docs", "/.well-known/"];
const CALLBACK = /^\/api\/webhooks\/\{provider\}/;
/** Of programs: the interfaces of others' documents, and what links lead to. */
const BY_KEY = /^\/api\/|^\/v1\/calls\/\{callId\}\/(recording|transcript)$/;

/** An operation that says nothing of its own needs what its path needs. */
export function securityOf(
  path: string,
  operation: object,
): { readonly security?: readonly object[] } {
  if ("security" in operation) return {};
  if (path.startsWith("/admin/")) return { security: [{ admin: [] }] };
  if (OPEN.some((open) => path.startsWith(open)) || CALLBACK.test(path)) return { security: [] };
  return BY_KEY.test(path) ? { security: KEYS } : {};
}
