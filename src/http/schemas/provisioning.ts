import { z } from "@hono/zod-openapi";
import type { Agent, Connection, IssuedApiKey, Workspace } from "#src/pipeline/provisioning.ts";
import { SCOPES } from "#src/pipeline/provisioning.ts";
import { Time } from "./common.ts";

const LONGEST_NAME = 200;
const LONGEST_REFERENCE = 200;
const LONGEST_SECRET = 1_000;
const MOST_REFERENCES = 1_000;
const MOST_SECRETS = 10;

const Name = z.string().trim().min(1).max(LONGEST_NAME);
const References = z.array(z.string().trim().min(1).max(LONGEST_REFERENCE)).max(MOST_REFERENCES);
const Secret = z.string().min(1).max(LONGEST_SECRET);
const Id = z.uuid();

export const NewWorkspaceBody = z.strictObject({ name: Name }).openapi("NewWorkspace");

export const WorkspaceBody = z
  .object({ id: Id, name: z.string(), createdAt: Time })
  .openapi("Workspace");

export const NewApiKeyBody = z
  .strictObject({
    name: Name,
    // Which scopes there are is told by the use case, in the answer to one that is not known.
    scopes: z
      .array(z.string())
      .max(SCOPES.length)
      .openapi({ example: ["webhooks:read", "webhooks:write"], description: SCOPES.join(", ") }),
  })
  .openapi("NewApiKey");

export const ApiKeyBody = z
  .object({
    id: Id,
    name: z.string(),
    key: z.string().openapi({ description: "Shown in this answer only." }),
    prefix: z.string().openapi({ description: "First characters, to recognise the key by." }),
    scopes: z.array(z.string()),
    createdAt: Time,
  })
  .openapi("IssuedApiKey");

export const NewConnectionBody = z
  .strictObject({
    provider: z.string().openapi({ example: "signalwire" }),
    name: Name,
    secret: z
      .union([Secret, z.array(Secret).min(1).max(MOST_SECRETS)], {
        error: `must be a text of 1 to ${LONGEST_SECRET} characters, or a list of at most ${MOST_SECRETS} of them`,
      })
      .openapi({
        description:
          "Signing key, webhook secret or app secret; several of them during a rotation.",
      }),
    identifiers: References.optional().openapi({
      description:
        "Project, space, agent or phone number ids by which callbacks find the connection.",
    }),
    settings: z
      .record(z.string(), z.unknown())
      .optional()
      .openapi({ example: { verifyToken: "…" }, description: "As the provider defines them." }),
  })
  .openapi("NewConnection");

export const ConnectionBody = z
  .object({
    id: Id,
    callbackUrl: z.url().openapi({ description: "Enter this at the provider." }),
    provider: z.string(),
    name: z.string(),
    identifiers: z.array(z.string()),
    settings: z
      .record(z.string(), z.unknown())
      .openapi({ description: "Passwords and tokens are masked." }),
    createdAt: Time,
  })
  .openapi("Connection");

export const NewAgentBody = z
  .strictObject({
    name: Name,
    references: References.optional().openapi({
      example: ["+525538808448"],
      description: "Provider agent ids, phone numbers (E.164), phone_number_ids.",
    }),
    isActive: z.boolean().optional(),
  })
  .openapi("NewAgent");

export const AgentBody = z
  .object({
    id: Id,
    name: z.string(),
    references: z.array(z.string()),
    isActive: z.boolean(),
    createdAt: Time,
  })
  .openapi("Agent");

export function workspaceBody({ id, name, createdAt }: Workspace): z.input<typeof WorkspaceBody> {
  return { id, name, createdAt: createdAt.toISOString() };
}

export function apiKeyBody(issued: IssuedApiKey): z.input<typeof ApiKeyBody> {
  const { id, name, key, prefix, scopes, createdAt } = issued;
  return { id, name, key, prefix, scopes: [...scopes], createdAt: createdAt.toISOString() };
}

export function connectionBody(connection: Connection): z.input<typeof ConnectionBody> {
  const { id, callbackUrl, provider, name, identifiers, settings, createdAt } = connection;
  return {
    id,
    callbackUrl,
    provider,
    name,
    identifiers: [...identifiers],
    settings: { ...settings },
    createdAt: createdAt.toISOString(),
  };
}

export function agentBody(agent: Agent): z.input<typeof AgentBody> {
  const { id, name, references, isActive, createdAt } = agent;
  return { id, name, references: [...references], isActive, createdAt: createdAt.toISOString() };
}
