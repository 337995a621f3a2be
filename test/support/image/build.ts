/**
 * Carries out the Dockerfile without a container engine: each stage is a directory that stands for its root file system,
 * and what a stage's base image would bring (a shell, npm, the C library) is this machine's.
 */
import { spawn } from "node:child_process";
import { chmodSync, chownSync, existsSync, readdirSync, statSync } from "node:fs";
import { cp, mkdir, readFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { text } from "node:stream/consumers";
import {
  assignments,
  execForm,
  type Instruction,
  ignores,
  parseDockerfile,
  type Stage,
} from "./dockerfile.ts";

export type Image = {
  readonly root: string;
  readonly workdir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly uid: number;
  readonly gid: number;
  readonly command: readonly string[];
  readonly healthCheck: readonly string[];
  /** What is the user's own; everything else belongs to whoever built it. */
  readonly owned: readonly string[];
  readonly volumes: readonly string[];
};

type Draft = { -readonly [Field in keyof Image]: Image[Field] };

export const isRoot = process.getuid?.() === 0;

/** Builds the last stage; what its user may not change is then changed by nobody. */
export async function buildImage(context: string, directory: string): Promise<Image> {
  const stages = parseDockerfile(await readFile(join(context, "Dockerfile"), "utf8"));
  const isIgnored = ignores(await readFile(join(context, ".dockerignore"), "utf8"));
  const built = new Map<string, Draft>();
  let last: Draft | undefined;
  for (const [index, stage] of stages.entries()) {
    const root = join(directory, `stage-${index}`);
    await mkdir(root, { mode: 0o755 });
    last = await buildStage(stage, { root, context, isIgnored, built });
    built.set(stage.name, last);
  }
  if (last === undefined) throw new Error("the Dockerfile has no stage");
  lock(last.root, new Set(last.owned.map((path) => join(last.root, path))));
  return last;
}

type Surroundings = {
  readonly root: string;
  readonly context: string;
  readonly isIgnored: (path: string) => boolean;
  readonly built: ReadonlyMap<string, Draft>;
};

async function buildStage({ steps }: Stage, surroundings: Surroundings): Promise<Draft> {
  const draft: Draft = {
    root: surroundings.root,
    workdir: "/",
    env: {},
    uid: 0,
    gid: 0,
    command: [],
    healthCheck: [],
    owned: [],
    volumes: [],
  };
  for (const step of steps) {
    const carryOut = STEPS[step.keyword];
    if (carryOut === undefined) throw new Error(`${step.keyword} is not known to this builder`);
    await carryOut(draft, step, surroundings);
  }
  return draft;
}

type CarryOut = (
  draft: Draft,
  step: Instruction,
  surroundings: Surroundings,
) => void | Promise<void>;

const STEPS: Readonly<Record<string, CarryOut>> = {
  async WORKDIR(draft, { text: path }) {
    draft.workdir = path;
    await mkdir(join(draft.root, path), { recursive: true, mode: 0o755 });
  },
  ENV(draft, { text: given }) {
    draft.env = { ...draft.env, ...Object.fromEntries(assignments(given)) };
  },
  USER(draft, { text: user }) {
    const [uid, gid] = user.split(":").map(Number);
    if (!uid || !gid) throw new Error(`USER ${user}: not two numbers above 0`);
    Object.assign(draft, { uid, gid });
  },
  VOLUME(draft, { text: path }) {
    draft.volumes = [...draft.volumes, path];
  },
  EXPOSE: () => undefined,
  HEALTHCHECK(draft, { text: given }) {
    draft.healthCheck = execForm(given.replace(/^CMD\s+/, ""));
  },
  CMD(draft, { text: given }) {
    draft.command = execForm(given);
  },
  RUN: (draft, { text: script }) => runScript(draft, script),
  COPY: copy,
};

/** Names of what npm needs to reach its registry from where this machine is. */
const PASSED_ON =
  /^(HOME|(https?|no)_proxy|NODE_EXTRA_CA_CERTS|npm_config_(registry|cache|userconfig))$/i;

async function runScript(draft: Draft, script: string): Promise<void> {
  const given = Object.entries(process.env).filter(([name]) => PASSED_ON.test(name));
  const child = spawn("sh", ["-ec", script], {
    cwd: join(draft.root, draft.workdir),
    // A clean environment, and not the project's own programs first.
    env: { ...Object.fromEntries(given), ...environment(draft) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = new Promise<number | null>((resolve) => child.on("exit", resolve));
  const [code, out, err] = await Promise.all([exited, text(child.stdout), text(child.stderr)]);
  if (code !== 0) throw new Error(`RUN ${script} ended with ${code}:\n${out}${err}`);
}

async function copy(draft: Draft, step: Instruction, surroundings: Surroundings): Promise<void> {
  const words = step.text.split(/\s+/);
  const target = words.pop() ?? "";
  const isIntoFolder = words.length > 1 || /(^|\/)\.?$/.test(target);
  const origin = originOf(step, surroundings);
  for (const word of words) {
    const found = origin.find(word);
    if (!existsSync(found) || origin.isKept(found)) {
      throw new Error(`COPY ${word}: it is not there, or .dockerignore keeps it out`);
    }
    const isNamed = isIntoFolder && statSync(found).isFile();
    const to = within(draft, isNamed ? join(target, basename(word)) : target);
    const filter = (path: string) => !origin.isKept(path);
    await cp(found, to, { recursive: true, verbatimSymlinks: true, filter });
    own(draft, to, step.flags.get("chown"));
  }
}

type Origin = {
  readonly find: (word: string) => string;
  readonly isKept: (path: string) => boolean;
};

/** An earlier stage, or the context as far as .dockerignore lets it be seen. */
function originOf({ flags }: Instruction, { built, context, isIgnored }: Surroundings): Origin {
  const name = flags.get("from");
  if (name === undefined) {
    return {
      find: (word) => join(context, word),
      // The context itself is always entered.
      isKept: (path) =>
        !/^\/?$/.test(path.slice(context.length)) && isIgnored(relative(context, path)),
    };
  }
  const stage = built.get(name);
  if (stage === undefined) throw new Error(`COPY --from=${name}: there is no such stage`);
  return { find: (word) => within(stage, word), isKept: () => false };
}

function own(draft: Draft, path: string, owner: string | undefined): void {
  if (owner === undefined) return;
  draft.owned = [...draft.owned, `/${relative(draft.root, path)}`];
  const [uid = 0, gid = 0] = owner.split(":").map(Number);
  // Who is not root owns it already, and is the user of the image.
  if (isRoot) chownSync(path, uid, gid);
}

function within({ root, workdir }: Draft, path: string): string {
  return path.startsWith("/") ? join(root, path) : join(root, workdir, path);
}

/** The image's variables, with paths as this machine knows them. */
export function environment({ root, env }: Pick<Image, "root" | "env">): Record<string, string> {
  const machine = (process.env["PATH"] ?? "")
    .split(":")
    .filter((path) => !path.includes("node_modules"))
    .join(":");
  const mapped = Object.entries(env).map(([name, value]) => [
    name,
    value
      .replace("$PATH", machine)
      .split(":")
      .map((part) => (part.startsWith("/") && existsSync(root + part) ? root + part : part))
      .join(":"),
  ]);
  return { PATH: machine, ...Object.fromEntries(mapped) };
}

/** Nobody may write, its owner neither; root, who may everything, does not run what was built. */
function lock(path: string, spared: ReadonlySet<string>): void {
  if (spared.has(path)) return;
  const entry = statSync(path);
  if (entry.isDirectory()) {
    for (const child of readdirSync(path, { withFileTypes: true })) {
      // A link has no mode of its own.
      if (!child.isSymbolicLink()) lock(join(path, child.name), spared);
    }
  }
  chmodSync(path, entry.mode & 0o555);
}

/** Lets the directory be removed again. */
export function unlock(path: string): void {
  if (!existsSync(path)) return;
  chmodSync(path, 0o755);
  for (const child of readdirSync(path, { withFileTypes: true })) {
    if (child.isDirectory()) unlock(join(path, child.name));
  }
}
