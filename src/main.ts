import { existsSync } from "node:fs";
import { serve } from "./serve.ts";

if (existsSync(".env")) process.loadEnvFile(".env");

try {
  await serve(process.env);
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
}

/** The sentence for whoever starts it; the stack only for what nobody foresaw. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isForeseen = ["ConfigError", "ClusterError", "StartError"].includes(error.name);
  return isForeseen
    ? `switchhook: ${error.message}`
    : `switchhook: ${error.stack ?? error.message}`;
}
