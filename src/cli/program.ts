import { Command, CommanderError } from "commander";
import { VERSION } from "#src/version.ts";
import { addCreateAgent } from "./create-agent.ts";
import { addCreateConnection } from "./create-connection.ts";
import { addCreateKey } from "./create-key.ts";
import { addCreateWorkspace } from "./create-workspace.ts";
import { addDashboardLink } from "./dashboard-link.ts";
import { type Io, writeJsonError } from "./io.ts";
import { addMigrate } from "./migrate.ts";
import { addReconcile } from "./reconcile.ts";
import { addReplay } from "./replay.ts";
import { addReseal } from "./reseal.ts";
import { addServe } from "./serve.ts";
import { addSign } from "./sign.ts";

const FAILED = 1;
const MISUSED = 2;
/** Told in their own words; anything else is a fault of ours, and told with its stack. */
const FORESEEN = new Set(["UserError", "ConfigError", "ClusterError", "StartError"]);

/** Runs one command line. Exit codes: 0 done, 1 failed, 2 not a valid command line. */
export async function runCli(argv: readonly string[], io: Io): Promise<number> {
  const wantsJson = argv.includes("--json");
  try {
    await program(io, wantsJson).parseAsync([...argv], { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : MISUSED;
    report(io, error, wantsJson);
    return FAILED;
  }
}

function program(io: Io, wantsJson: boolean): Command {
  const root = new Command("switchhook")
    .description("Telephony webhook gateway: verified provider callbacks in, signed webhooks out.")
    .version(VERSION, "-V, --version", "print the version")
    .exitOverride()
    .configureOutput({
      writeOut: io.out,
      writeErr: io.err,
      outputError: (text, write) =>
        wantsJson ? writeJsonError(io, withoutLabel(text)) : write(text),
    });
  addServe(root, io);
  addMigrate(root, io);
  addReseal(root, io);
  addReconcile(root, io);
  addCreateWorkspace(root.command("workspace").description("workspaces (tenants)"), io);
  addCreateKey(root.command("key").description("API keys of a workspace"), io);
  addCreateConnection(root.command("connection").description("accounts at providers"), io);
  addCreateAgent(root.command("agent").description("agents that events are about"), io);
  addDashboardLink(root, io);
  addReplay(root, io);
  addSign(root, io);
  return root;
}

function withoutLabel(text: string): string {
  return text.replace(/^error: /, "").trim();
}

function report(io: Io, error: unknown, wantsJson: boolean): void {
  const isForeseen = error instanceof Error && FORESEEN.has(error.name);
  const message = error instanceof Error ? error.message : String(error);
  if (wantsJson) writeJsonError(io, message);
  else if (isForeseen) io.err(`switchhook: ${message}\n`);
  else io.err(`switchhook: unexpected error\n${error instanceof Error ? error.stack : message}\n`);
}
