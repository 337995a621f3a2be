import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Plugin } from "vite";

const FILES = { en: "en.ts", es: "es.ts", "pt-BR": "pt-br.ts" } as const;

/**
 * Text is data: each language becomes a JSON file that is fetched, which a browser reads faster than a script that says the
 * same. While one develops, the modules themselves are loaded, so that a change shows at once.
 */
export function catalogues(root: string): Plugin {
  const folder = join(root, "src/i18n");
  return {
    name: "catalogues",
    apply: "build",
    async load(id) {
      if (id !== join(folder, "load.ts")) return null;
      const loaders = await Promise.all(
        Object.entries(FILES).map(async ([language, file]) => {
          const { messages } = (await import(pathToFileURL(join(folder, file)).href)) as {
            readonly messages: unknown;
          };
          const reference = this.emitFile({
            type: "asset",
            name: file.replace(".ts", ".json"),
            source: JSON.stringify(messages),
          });
          return `${JSON.stringify(language)}: () => read(import.meta.ROLLUP_FILE_URL_${reference})`;
        }),
      );
      return `${READ}\nexport const LOAD = { ${loaders.join(", ")} };`;
    },
  };
}

const READ = `async function read(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(\`no text at \${url}\`);
  return response.json();
}`;
