import type { OpenAPIHono } from "@hono/zod-openapi";
import type { TenantEnv } from "#src/http/middleware/authenticate.ts";
import { SECURITY_SCHEMES, securityOf, TENANT_SECURITY } from "./security.ts";
import { type SampleDelivery, webhooksOf } from "./webhooks.ts";

export type Document = Readonly<Record<string, unknown>>;

export type DocumentFacts = {
  readonly version: string;
  /** External base URL, without a trailing slash. */
  readonly publicUrl: string;
  /** One of each event of each dialect. */
  readonly samples: readonly SampleDelivery[];
};

type Operation = {
  readonly operationId?: string;
  readonly parameters?: readonly object[];
  readonly responses?: Readonly<Record<string, unknown>>;
};
type PathItem = Readonly<Record<string, Operation>>;

const DESCRIPTION = `Provider callbacks come in, signed webhooks go out.

The tenant API under \`/v1\` wants an API key (\`X-API-Key\`, or \`Authorization: Bearer\`) or a JWT
(\`Authorization: Bearer\`), and the workspace's id in \`X-Workspace-Id\`. The console's pages have a session instead. Errors are problem details (RFC 9457).
\`/api/webhooks/config\`, \`/api/webhooks/events\` and \`/api/v1/agents\` speak as the 11Wire and TalkOver documents show.`;

/** OpenAPI 3.1, out of the schemas that check the requests. */
export function describeApi(app: OpenAPIHono<TenantEnv>, facts: DocumentFacts): Document {
  const generated = app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "Switchhook",
      version: facts.version,
      description: DESCRIPTION,
    },
    servers: [{ url: facts.publicUrl }],
    security: [...TENANT_SECURITY],
  });
  const paths: Readonly<Record<string, unknown>> = generated.paths ?? {};
  return withPlainPatterns({
    ...generated,
    tags: tagsOf(paths),
    paths: Object.fromEntries(
      Object.entries(paths).map(([path, item]) => [path, described(path, item as PathItem)]),
    ),
    webhooks: webhooksOf(facts.samples),
    components: {
      ...generated.components,
      securitySchemes: SECURITY_SCHEMES,
      parameters: { WorkspaceId: WORKSPACE_ID },
    },
  });
}

/** The generator leaves a regular expression's end and flags in its pattern, which has neither in JSON Schema. */
function withPlainPatterns(document: Document): Document {
  return JSON.parse(JSON.stringify(document), (key, value) =>
    key === "pattern" && typeof value === "string" ? plain(value.replace(/\/u$/, "")) : value,
  );
}

/** Classes of characters by name are known to few of the languages that clients are written in. */
function plain(pattern: string): string {
  const controls = "\\u0000-\\u001f\\u007f-\\u009f";
  return pattern.replaceAll("\\P{Cc}", `[^${controls}]`).replaceAll("\\p{Cc}", controls);
}

const WORKSPACE_ID = {
  name: "X-Workspace-Id",
  in: "header",
  required: true,
  description: "The workspace that the credential belongs to.",
  schema: { type: "string", format: "uuid" },
};

const ANY_PROBLEM = {
  description: "Anything else that went wrong.",
  content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
};

/** What holds for all operations below a path, said with each of them. */
function described(path: string, item: PathItem): PathItem {
  const isTenant = path.startsWith("/v1/");
  const isOurs = isTenant || path.startsWith("/admin/");
  const says = ({ parameters = [] }: Operation) =>
    parameters.some((parameter) => "name" in parameter && parameter.name === WORKSPACE_ID.name);
  return Object.fromEntries(
    Object.entries(item).map(([method, operation]) => {
      const workspace = { $ref: "#/components/parameters/WorkspaceId" };
      const parameters = [
        ...(operation.parameters ?? []),
        ...(isTenant && !says(operation) ? [workspace] : []),
      ];
      const responses = { ...operation.responses, ...(isOurs && { default: ANY_PROBLEM }) };
      const summary = sentenceOf(operation.operationId ?? method);
      const said = { summary, ...operation, ...securityOf(path, operation) };
      const full = { ...said, parameters, responses };
      return [method, full];
    }),
  );
}

/** `createWebhook` is "Create webhook". */
function sentenceOf(operationId: string): string {
  const words = operationId.replaceAll(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What a reader looks for first. */
const READ_FIRST: readonly string[] = [
  "Webhooks",
  "Subscriptions",
  "Deliveries",
  "Events",
  "Calls",
];

function tagsOf(paths: Readonly<Record<string, unknown>>): readonly { readonly name: string }[] {
  const named = Object.values(paths).flatMap((item) =>
    Object.values(item as Record<string, { tags?: readonly string[] }>).flatMap(
      ({ tags = [] }) => tags,
    ),
  );
  const others = [...new Set(named)].filter((name) => !READ_FIRST.includes(name));
  const first = READ_FIRST.filter((name) => named.includes(name));
  return [...first, ...others].map((name) => ({ name }));
}
