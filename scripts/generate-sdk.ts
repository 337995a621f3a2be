import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describedApp } from "./described-app.ts";
import { typesOf } from "./openapi-types.ts";

const TARGET = fileURLToPath(new URL("../sdk/src/schema.ts", import.meta.url));
const HEAD = "// Made of /openapi.json by `npm run sdk`; change the routes' schemas instead.\n\n";

/** The client's types, as they follow from the routes now. */
export async function generateSchema(): Promise<string> {
  const response = await describedApp().request("/openapi.json");
  return formatted(HEAD + typesOf(JSON.parse(await response.text())));
}

function formatted(source: string): string {
  const biome = fileURLToPath(new URL("../node_modules/.bin/biome", import.meta.url));
  const run = spawnSync(biome, ["format", "--stdin-file-path=schema.ts"], {
    input: source,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (run.status !== 0) throw new Error(`biome could not format the types: ${run.stderr}`);
  return run.stdout;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(TARGET, await generateSchema());
}
