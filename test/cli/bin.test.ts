import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const BIN = fileURLToPath(new URL("../../bin/switchhook.js", import.meta.url));
/** The machine's own Node, older than the sources need where this runs; tests start with the project's. */
const MACHINE_NODE = "/usr/bin/node";
const NODES = [process.execPath, MACHINE_NODE].filter((path) => existsSync(path));

async function run(node: string, ...argv: string[]) {
  const child = spawn(node, [BIN, ...argv], { stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.end("{}");
  const closed = new Promise<number | null>((resolve) => child.on("close", resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { exitCode: await closed, out, err };
}

describe.each(NODES)("bin/switchhook.js on %s", (node) => {
  it("runs commands, standard input included", async () => {
    const argv = [
      "sign",
      "-",
      "--provider",
      "whatsapp",
      "--secret",
      "s",
      "--url",
      "https://h.example",
    ];
    const { exitCode, out, err } = await run(node, ...argv);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: "" });
    expect(out).toMatch(/^x-hub-signature-256: sha256=[0-9a-f]{64}\n$/);
  });

  it("passes the exit code on", async () => {
    expect((await run(node, "no-such-command")).exitCode).toBe(2);
    expect(
      (await run(node, "replay", "no/such/place", "--to", "http://127.0.0.1:1")).exitCode,
    ).toBe(1);
  });
});
