import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { runCommand } from "../support/run-command.ts";

const COMMANDS = [
  ["serve"],
  ["migrate"],
  ["workspace", "create"],
  ["key", "create"],
  ["connection", "create"],
  ["agent", "create"],
  ["replay"],
  ["sign"],
];

describe("every command", () => {
  it.each(COMMANDS)("explains itself: %s %s", async (...words) => {
    const { exitCode, out, err } = await runCommand([...words, "--help"]);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: "" });
    expect(out).toContain(`Usage: switchhook ${words.join(" ")}`);
    expect(out).toContain("--json");
  });
});

describe("the command line", () => {
  it("lists its commands", async () => {
    const { exitCode, out } = await runCommand(["--help"]);
    expect(exitCode).toBe(0);
    for (const [name] of COMMANDS) expect(out).toContain(`  ${name} `);
  });

  it("tells the version of the package", async () => {
    const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
    const { exitCode, out } = await runCommand(["--version"]);
    expect({ exitCode, out }).toEqual({ exitCode: 0, out: `${JSON.parse(text).version}\n` });
  });

  it.each([
    ["no command", []],
    ["an unknown command", ["explode"]],
    ["half a command", ["workspace"]],
    ["an unknown option", ["migrate", "--quick"]],
    ["a missing option", ["workspace", "create"]],
    ["a missing argument", ["replay", "--to", "http://127.0.0.1:1"]],
  ])("exits with 2 for %s, and says so on the error stream alone", async (_case, argv) => {
    const { exitCode, out, err } = await runCommand(argv);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: "" });
    expect(err).not.toBe("");
    expect(err).not.toContain("    at ");
  });

  it("reports a misuse as JSON when JSON is asked for", async () => {
    const { exitCode, err } = await runCommand(["workspace", "create", "--json"]);
    expect(exitCode).toBe(2);
    expect(JSON.parse(err)).toEqual({ error: expect.stringContaining("--name") });
  });

  it("names an invalid setting without a stack trace", async () => {
    const { exitCode, out, err } = await runCommand(["migrate"], {
      env: { DATABASE_URL: "mysql://x" },
    });
    expect({ exitCode, out }).toEqual({ exitCode: 1, out: "" });
    expect(err).toContain("DATABASE_URL");
    expect(err).not.toContain("    at ");
  });

  it("says that the database cannot be reached without a stack trace", async () => {
    const env = { DATABASE_URL: "postgres://nobody@127.0.0.1:1/nothing" };
    const { exitCode, err } = await runCommand(["migrate"], { env });
    expect(exitCode).toBe(1);
    expect(err).toMatch(/cannot migrate: .*ECONNREFUSED/);
    expect(err).not.toContain("    at ");
  });
});
