import { runCli } from "#src/cli/program.ts";

export type CommandOutcome = {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
};

/** Runs one command line in this process; the environment is only what is given. */
export async function runCommand(
  argv: readonly string[],
  { env = {}, stdin = "" }: { env?: Record<string, string>; stdin?: string } = {},
): Promise<CommandOutcome> {
  let out = "";
  let err = "";
  const exitCode = await runCli(argv, {
    env,
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    readStdin: () => Promise.resolve(Buffer.from(stdin)),
  });
  return { exitCode, out, err };
}
