import type { Command } from "commander";
import { z } from "zod";
import { type AdminOptions, adminPost, withAdminOptions } from "./admin-client.ts";
import { type Io, writeJson } from "./io.ts";

const Workspace = z.looseObject({ id: z.string(), name: z.string() });

export function addCreateWorkspace(parent: Command, io: Io): void {
  const command = parent.command("create").description("make a workspace");
  withAdminOptions(command.requiredOption("--name <name>", "what to call it")).action(
    async (options: AdminOptions & { name: string }) => {
      const post = adminPost(io, options);
      const workspace = await post("/admin/workspaces", { name: options.name }, Workspace);
      if (options.json) writeJson(io, workspace);
      else io.out(`workspace  ${workspace.id}  ${workspace.name}\n`);
    },
  );
}
