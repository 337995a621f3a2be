import type { Command } from "commander";
import { z } from "zod";
import { type AdminOptions, adminPost, withAdminOptions } from "./admin-client.ts";
import { type Io, writeJson } from "./io.ts";

const IssuedKey = z.looseObject({ id: z.string(), key: z.string(), scopes: z.array(z.string()) });

type Options = AdminOptions & {
  readonly workspace: string;
  readonly name: string;
  readonly scopes: readonly string[];
};

export function addCreateKey(parent: Command, io: Io): void {
  const command = parent
    .command("create")
    .description("make an API key; it is shown this once")
    .requiredOption("--workspace <id>", "workspace it belongs to")
    .requiredOption("--name <name>", "what to call it")
    .option("--scopes <scope...>", "what it may do, such as webhooks:read webhooks:write", ["*"]);
  withAdminOptions(command).action((options: Options) => createKey(io, options));
}

async function createKey(io: Io, options: Options): Promise<void> {
  const scopes = options.scopes.flatMap((text) => text.split(",")).map((scope) => scope.trim());
  const path = `/admin/workspaces/${encodeURIComponent(options.workspace)}/keys`;
  const issued = await adminPost(io, options)(path, { name: options.name, scopes }, IssuedKey);
  if (options.json) return writeJson(io, issued);
  io.out(`key     ${issued.key}\n`);
  io.out(`id      ${issued.id}\n`);
  io.out(`scopes  ${issued.scopes.join(" ")}\n`);
  io.out("Keep the key: it is not shown again.\n");
}
