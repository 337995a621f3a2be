import type { Command } from "commander";
import { z } from "zod";
import { type AdminOptions, adminPost, withAdminOptions } from "./admin-client.ts";
import { type Io, writeJson } from "./io.ts";

const Link = z.looseObject({ url: z.string(), expiresAt: z.string() });

type Options = AdminOptions & {
  readonly workspace: string;
  readonly scopes: readonly string[];
};

export function addDashboardLink(parent: Command, io: Io): void {
  const command = parent
    .command("dashboard-link")
    .description("make a link that signs in to the console once, within 15 minutes")
    .requiredOption("--workspace <id>", "workspace to sign in to")
    .option("--scopes <scope...>", "what its user may do, such as webhooks:read events:read", [
      "*",
    ]);
  withAdminOptions(command).action((options: Options) => createLink(io, options));
}

async function createLink(io: Io, options: Options): Promise<void> {
  const scopes = options.scopes.flatMap((text) => text.split(",")).map((scope) => scope.trim());
  const path = `/admin/workspaces/${encodeURIComponent(options.workspace)}/dashboard-links`;
  const link = await adminPost(io, options)(path, { scopes }, Link);
  if (options.json) return writeJson(io, link);
  io.out(`link     ${link.url}\n`);
  io.out(`expires  ${link.expiresAt}\n`);
  io.out("Whoever opens it first is signed in; nobody is after that.\n");
}
