import type { Command } from "commander";
import { z } from "zod";
import { type AdminOptions, adminPost, withAdminOptions } from "./admin-client.ts";
import { type Io, UserError, writeJson } from "./io.ts";

const Connection = z.looseObject({ id: z.string(), callbackUrl: z.string() });
const Settings = z.record(z.string(), z.unknown());

type Options = AdminOptions & {
  readonly workspace: string;
  readonly provider: string;
  readonly name: string;
  readonly secret: readonly string[];
  readonly identifier?: readonly string[];
  readonly settings?: string;
};

export function addCreateConnection(parent: Command, io: Io): void {
  const command = parent
    .command("create")
    .description("connect a provider's account, and print the callback URL to enter there")
    .requiredOption("--workspace <id>", "workspace it belongs to")
    .requiredOption("--provider <provider>", "signalwire, elevenlabs or whatsapp")
    .requiredOption("--name <name>", "what to call it")
    .requiredOption("--secret <secret...>", "signing key, webhook secret or app secret")
    .option("--identifier <id...>", "project, space, agent or phone number ids found in callbacks")
    .option("--settings <json>", 'provider settings, such as {"verifyToken":"…"}');
  withAdminOptions(command).action((options: Options) => createConnection(io, options));
}

async function createConnection(io: Io, options: Options): Promise<void> {
  const body = {
    provider: options.provider,
    name: options.name,
    secret: options.secret,
    ...(options.identifier && { identifiers: options.identifier }),
    ...(options.settings !== undefined && { settings: parseSettings(options.settings) }),
  };
  const path = `/admin/workspaces/${encodeURIComponent(options.workspace)}/connections`;
  const connection = await adminPost(io, options)(path, body, Connection);
  if (options.json) return writeJson(io, connection);
  io.out(`connection    ${connection.id}\n`);
  io.out(`callback URL  ${connection.callbackUrl}\n`);
}

function parseSettings(text: string): Record<string, unknown> {
  try {
    return Settings.parse(JSON.parse(text));
  } catch (cause) {
    throw new UserError("--settings is not a JSON object", { cause });
  }
}
