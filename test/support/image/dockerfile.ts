/** What a Dockerfile and a .dockerignore say; of their languages as much as ours are written in. */

export type Instruction = {
  readonly keyword: string;
  /** `--from=build` as `from` → `build`. */
  readonly flags: ReadonlyMap<string, string>;
  readonly text: string;
};

export type Stage = { readonly name: string; readonly steps: readonly Instruction[] };

export function parseDockerfile(source: string): readonly Stage[] {
  const stages: { name: string; steps: Instruction[] }[] = [];
  for (const line of logicalLines(source)) {
    const instruction = parseInstruction(line);
    if (instruction.keyword === "FROM") {
      stages.push({ name: / AS (\S+)$/i.exec(instruction.text)?.[1] ?? "", steps: [] });
    } else {
      const stage = stages.at(-1);
      if (stage === undefined) throw new Error(`before FROM: ${line}`);
      stage.steps.push(instruction);
    }
  }
  return stages;
}

/** Without comments, and with what a backslash continues in one line. */
function logicalLines(source: string): readonly string[] {
  const lines = source.split("\n").filter((line) => !/^\s*#/.test(line));
  return lines
    .join("\n")
    .replace(/\\\n\s*/g, "")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

function parseInstruction(line: string): Instruction {
  const [, keyword = "", rest = ""] = /^(\S+)\s+(.*)$/.exec(line) ?? [];
  const flags = new Map<string, string>();
  const text = rest.replace(/^(?:--\S+\s+)*/, (given) => {
    for (const [, name = "", value = ""] of given.matchAll(/--([\w-]+)=(\S+)/g)) {
      flags.set(name, value);
    }
    return "";
  });
  return { keyword: keyword.toUpperCase(), flags, text };
}

/** `["node", "src/main.ts"]`. The other form, which runs a shell, does not pass signals on. */
export function execForm(text: string): readonly string[] {
  const words: unknown = JSON.parse(text);
  const isWords = Array.isArray(words) && words.every((word) => typeof word === "string");
  if (!isWords) throw new Error(`not in exec form: ${text}`);
  return words;
}

/** `NAME=value OTHER="its value"`. */
export function assignments(text: string): readonly (readonly [string, string])[] {
  const found = text.matchAll(/(\w+)=(?:"([^"]*)"|(\S*))/g);
  return [...found].map(([, name = "", quoted, plain = ""]) => [name, quoted ?? plain]);
}

/** Is a path of the context kept from the builder? The last pattern that covers it, or a folder above it, decides. */
export function ignores(source: string): (path: string) => boolean {
  const patterns = logicalLines(source).map((line) => ({
    isIgnored: !line.startsWith("!"),
    pattern: patternOf(line.replace(/^!/, "")),
  }));
  return (path) => {
    const parts = path.split("/");
    const folders = parts.map((_, index) => parts.slice(0, index + 1).join("/"));
    const last = patterns.findLast(({ pattern }) => folders.some((name) => pattern.test(name)));
    return last?.isIgnored ?? false;
  };
}

/** Unlike a shell's, a star stands for hidden names as well. */
function patternOf(glob: string): RegExp {
  const parts = glob.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^/]*")}$`);
}
