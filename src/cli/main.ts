import { existsSync } from "node:fs";
import { buffer } from "node:stream/consumers";
import { runCli } from "./program.ts";

if (existsSync(".env")) process.loadEnvFile(".env");

process.exitCode = await runCli(process.argv.slice(2), {
  env: process.env,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  readStdin: () => buffer(process.stdin),
});
