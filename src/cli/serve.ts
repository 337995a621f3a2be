import type { Command } from "commander";
import type { Io } from "./io.ts";

export function addServe(parent: Command, io: Io): void {
  parent
    .command("serve")
    .description("run the gateway until it is told to stop")
    .option("--json", "announce the start as one line of JSON")
    .action(async ({ json = false }: { json?: boolean }) => {
      // Loaded only here: the other commands do without a database and start at once.
      const { serve } = await import("#src/serve.ts");
      await serve(io.env, { json });
    });
}
