import type { Command } from "commander";
import { z } from "zod";
import { type AdminOptions, adminPost, withAdminOptions } from "./admin-client.ts";
import { type Io, writeJson } from "./io.ts";

const Agent = z.looseObject({ id: z.string(), name: z.string() });

type Options = AdminOptions & {
  readonly workspace: string;
  readonly name: string;
  readonly reference?: readonly string[];
  readonly inactive?: true;
  readonly mailbox?: true;
};

export function addCreateAgent(parent: Command, io: Io): void {
  const command = parent
    .command("create")
    .description("make an agent that webhooks can be limited to")
    .requiredOption("--workspace <id>", "workspace it belongs to")
    .requiredOption("--name <name>", "what to call it")
    .option(
      "--reference <reference...>",
      "provider agent ids, phone numbers (E.164) or phone_number_ids that mean this agent",
    )
    .option("--inactive", "keep its events, deliver none of them")
    .option("--mailbox", "take a recording of its calls for a voicemail");
  withAdminOptions(command).action((options: Options) => createAgent(io, options));
}

async function createAgent(io: Io, options: Options): Promise<void> {
  const body = {
    name: options.name,
    references: options.reference ?? [],
    isActive: !options.inactive,
    isMailbox: options.mailbox ?? false,
  };
  const path = `/admin/workspaces/${encodeURIComponent(options.workspace)}/agents`;
  const agent = await adminPost(io, options)(path, body, Agent);
  if (options.json) writeJson(io, agent);
  else io.out(`agent  ${agent.id}  ${agent.name}\n`);
}
