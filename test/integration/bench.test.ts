import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { scenarios } from "../../bench/scenarios/index.ts";
import { SHORT } from "../../bench/sizes.ts";

const MAIN = fileURLToPath(new URL("../../bench/main.ts", import.meta.url));
/** No limit in time: this ends what hangs. */
const DEADLINE_MS = 600_000;

type Line = { readonly figure: string; readonly value: number | null; readonly details?: object };

async function run(...argv: string[]) {
  const child = spawn(process.execPath, [MAIN, ...argv], { stdio: ["ignore", "pipe", "pipe"] });
  const closed = new Promise<number | null>((resolve) => child.on("close", resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { exitCode: await closed, out, err };
}

it("measures every figure in its short form, and loses nothing", {
  timeout: DEADLINE_MS,
}, async () => {
  const { exitCode, out, err } = await run("--short");
  expect({ exitCode, err: err.replaceAll(/^# .*\n/gm, "") }).toEqual({ exitCode: 0, err: "" });

  const lines: readonly Line[] = out
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));
  const promised = new Set(scenarios.flatMap((scenario) => scenario.promises(SHORT)));
  expect(lines.map(({ figure }) => figure).sort()).toEqual([...promised].sort());

  const losses = lines.filter(({ figure }) => figure.endsWith(".lost"));
  expect(losses.length).toBeGreaterThan(10);
  for (const { figure, value, details } of losses) {
    expect({ figure, value, details }).toMatchObject({
      value: 0,
      details: { unrecorded: 0, strayed: 0, accepted: expect.toSatisfy((count) => count > 0) },
    });
  }
  for (const figure of promised) expect(out.split("\n\nfigure")[1]).toContain(figure);
});

it("says what is wrong with its arguments, and starts nothing", async () => {
  const { exitCode, out, err } = await run("--only", "thruput");
  expect({ exitCode, out }).toEqual({ exitCode: 1, out: "" });
  expect(err).toContain("There is no thruput; there are machine, throughput");
});
