import { z } from "@hono/zod-openapi";
import type { AgentView } from "#src/pipeline/configuration-ports.ts";
import type { Connection } from "#src/pipeline/connection-view.ts";
import type { IssuedApiKey, Workspace } from "#src/pipeline/provisioning.ts";
import { SCOPES } from "#src/pipeline/provisioning.ts";
import { iso, Time } from "./common.ts";

const LONGEST_NAME = 200;
const LONGEST_REFERENCE = 200;
const LONGEST_SECRET = 1_000;
const MOST_REFERENCES = 1_000;
const MOST_SECRETS = 10;

export const Name = z.string().trim().min(1).max(LONGEST_NAME);
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
      .openapi({
        items: { type: "string", enum: [...SCOPES] },
        minItems: 1,
        example: ["webhooks:read", "webhooks:write"],
      }),
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

const ConnectionFields = {
  name: Name,
  secret: z
    .union([Secret, z.array(Secret).min(1).max(MOST_SECRETS)], {
      error: `must be a text of 1 to ${LONGEST_SECRET} characters, or a list of at most ${MOST_SECRETS} of them`,
    })
    .openapi({
      description: "Signing key, webhook secret or app secret; several of them during a rotation.",
    }),
  identifiers: References.openapi({
    description:
      "Project, space, agent or phone number ids by which callbacks find the connection.",
  }),
  settings: z.record(z.string(), z.unknown()),
};
const SETTINGS_EXAMPLE = { example: { verifyToken: "…" } };

export const NewConnectionBody = z
  .strictObject({
    provider: z.string().openapi({ example: "whatsapp" }),
    name: ConnectionFields.name,
    secret: ConnectionFields.secret,
    identifiers: ConnectionFields.identifiers.optional(),
    settings: ConnectionFields.settings.optional().openapi({
      ...SETTINGS_EXAMPLE,
      description: "As the provider defines them.",
    }),
  })
  .openapi("NewConnection");

export const ConnectionPatchBody = z
  .strictObject({
    name: ConnectionFields.name.optional(),
    secret: ConnectionFields.secret.optional(),
    identifiers: ConnectionFields.identifiers.optional(),
    settings: ConnectionFields.settings.optional().openapi({
      ...SETTINGS_EXAMPLE,
      description:
        "A JSON merge patch (RFC 7396): null removes a setting, what is left out stays. A mask leaves what it hides.",
    }),
  })
  .openapi("ConnectionPatch");

export const RotateConnectionSecretBody = z
  .strictObject({
    secret: Secret,
    keep: z
      .int()
      .min(0)
      .max(MOST_SECRETS - 1)
      .default(1)
      .openapi({ description: "How many of the present secrets stay valid beside it." }),
  })
  .openapi("RotateConnectionSecret");

export const ConnectionBody = z
  .object({
    id: Id,
    callbackUrl: z.url().openapi({ description: "Enter this at the provider." }),
    provider: z.string(),
    name: z.string(),
    identifiers: z.array(z.string()),
    secretPreviews: z.array(z.string()).openapi({
      example: ["********************7f0c"],
      description: "One for each secret; the last characters of long ones.",
    }),
    settings: z
      .record(z.string(), z.unknown())
      .openapi({ description: "Passwords and tokens are masked." }),
    isReadable: z.boolean().openapi({
      description: "False: its secrets cannot be opened any more, so its callbacks are refused.",
    }),
    enforceSourceIps: z.boolean().openapi({
      description:
        "Are callbacks from other addresses refused? As `settings.enforceSourceIps` says, else the gateway; of a provider that publishes no addresses only with `settings.sourceAddresses`.",
    }),
    lastCallbackAt: Time.nullable().openapi({
      description: "When the last callback came that verified.",
    }),
    lastRejectedAt: Time.nullable().openapi({
      description: "When the last one was refused: `…/rejections` says why.",
    }),
    createdAt: Time,
    updatedAt: Time,
  })
  .openapi("Connection");

const AgentFields = {
  name: Name,
  references: References.openapi({
    example: ["+525538808448"],
    description:
      "Provider agent ids, phone numbers (E.164), phone_number_ids; each of one agent at most.",
  }),
  isActive: z.boolean().openapi({ description: "False: its events are kept and not delivered." }),
  isMailbox: z.boolean().openapi({ description: "A recording of its calls is a voicemail." }),
};

export const NewAgentBody = z
  .strictObject({
    name: AgentFields.name,
    references: AgentFields.references.optional(),
    isActive: AgentFields.isActive.optional(),
    isMailbox: AgentFields.isMailbox.optional(),
  })
  .openapi("NewAgent");

export const AgentPatchBody = z.strictObject(AgentFields).partial().openapi("AgentPatch");

export const AgentBody = z
  .object({
    id: Id,
    name: z.string(),
    references: z.array(z.string()),
    isActive: z.boolean(),
    isMailbox: z.boolean(),
    createdAt: Time,
    updatedAt: Time,
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
  const { revision: _, ...shown } = connection;
  return {
    ...shown,
    identifiers: [...connection.identifiers],
    secretPreviews: [...connection.secretPreviews],
    settings: { ...connection.settings },
    lastCallbackAt: iso(connection.lastCallbackAt),
    lastRejectedAt: iso(connection.lastRejectedAt),
    createdAt: connection.createdAt.toISOString(),
    updatedAt: connection.updatedAt.toISOString(),
  };
}

export function agentBody(agent: AgentView): z.input<typeof AgentBody> {
  const { revision: _, ...shown } = agent;
  return {
    ...shown,
    references: [...agent.references],
    createdAt: agent.createdAt.toISOString(),
    updatedAt: agent.updatedAt.toISOString(),
  };
}
