import { execFile } from "node:child_process";
import { ClusterError } from "./cluster-error.ts";

/** An account of the operating system. */
export type User = { readonly name: string; readonly uid: number; readonly gid: number };

export type Outcome = { readonly ok: boolean; readonly output: string };

export type ExecuteOptions = {
  /** Null: as this process's own user. */
  readonly user: User | null;
  readonly cwd?: string;
};

/**
 * Nothing of the gateway's environment (keys, PG* variables, NODE_OPTIONS) reaches the database's processes, and
 * its messages are in English whatever the locale.
 */
export const CLEAN_ENVIRONMENT = {
  LC_ALL: "C",
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
} as const;

const EXECUTE_TIMEOUT_MS = 120_000;

/** Runs a program to its end; a program that fails or cannot be started is an outcome. */
export function execute(
  command: string,
  args: readonly string[],
  { user, cwd = "/" }: ExecuteOptions,
): Promise<Outcome> {
  const identity = user === null ? {} : { uid: user.uid, gid: user.gid };
  const options = { cwd, env: CLEAN_ENVIRONMENT, timeout: EXECUTE_TIMEOUT_MS, ...identity };
  return new Promise((resolve) => {
    execFile(command, args, options, (error, stdout, stderr) => {
      const printed = `${stdout}${stderr}`.trim();
      if (error === null) resolve({ ok: true, output: printed });
      else resolve({ ok: false, output: printed === "" ? error.message : printed });
    });
  });
}

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** PostgreSQL refuses to run as root: the user it runs as there, created if there is none. */
export async function unprivilegedUser(): Promise<User> {
  const known = (await lookUp("postgres")) ?? (await lookUp("switchhook"));
  if (known !== null) return known;
  await createUser();
  const user = (await lookUp("switchhook")) ?? (await lookUp("nobody"));
  if (user !== null) return user;
  throw new ClusterError(
    "PostgreSQL does not run as root, and no other user was found or could be created: create a system user named switchhook, or set DATABASE_URL to a PostgreSQL of your own",
  );
}

/** The user with this id, as the owner of files that are there already. */
export async function userOf(uid: number, gid: number): Promise<User> {
  const { ok, output } = await execute("id", ["-un", String(uid)], { user: null });
  return { name: ok ? output : `uid ${uid}`, uid, gid };
}

async function lookUp(name: string): Promise<User | null> {
  const uid = await numericId("-u", name);
  const gid = await numericId("-g", name);
  return uid === null || gid === null || uid === 0 ? null : { name, uid, gid };
}

async function numericId(flag: "-u" | "-g", name: string): Promise<number | null> {
  const { ok, output } = await execute("id", [flag, name], { user: null });
  return ok && /^\d+$/.test(output) ? Number(output) : null;
}

/** Debian and Fedora have useradd, Alpine has adduser. Whether it worked, the next look-up tells. */
async function createUser(): Promise<void> {
  const shell = "/usr/sbin/nologin";
  const created = await execute(
    "useradd",
    ["--system", "--user-group", "--no-create-home", "--shell", shell, "switchhook"],
    { user: null },
  );
  if (created.ok) return;
  await execute("addgroup", ["-S", "switchhook"], { user: null });
  await execute("adduser", ["-S", "-D", "-H", "-s", shell, "-G", "switchhook", "switchhook"], {
    user: null,
  });
}
