import { randomBytes } from "node:crypto";
import type { PassThroughHandlers } from "../pass-through/process.ts";
import { startRemote } from "../remote.ts";
import { type Database, openDatabase } from "./database.ts";
import { type Gateway, type GatewayOptions, type Keys, newKeys, startGateway } from "./gateway.ts";
import type { Instruments } from "./instruments.ts";
import type { Server } from "./server.ts";
import { type Route, signUp, type TenantPlan } from "./tenants.ts";

/** What load can be put on, and how to find out what became of it. */
export type System = {
  readonly routes: readonly Route[];
  /** Of the process under load; null of one that is not ours. */
  readonly pid: number | null;
  /** Null: nothing is recorded, or not where we can look. */
  readonly records: {
    readonly database: Database;
    readonly hookOf: ReadonlyMap<string, number>;
    /** Work that is under way; 0 once everything is written down. */
    countUnfinished(): Promise<number>;
    /** Of the postmaster. */
    readonly serverPid: number;
  } | null;
};

/** What systems under test are made of. */
export type Bench = {
  readonly server: Server;
  readonly instruments: Instruments;
  readonly profileDirectory: string | null;
  /** For all that is written; goes with the bench. */
  readonly directory: string;
};

/** A gateway on a new database, with its tenants. */
export type Stand = {
  readonly gateway: Gateway;
  readonly database: Database;
  readonly keys: Keys;
  /** Puts more tenants on it. */
  admit(plan: TenantPlan): Promise<System>;
};

export async function openStand(
  { server, instruments, ...places }: Bench,
  stack: AsyncDisposableStack,
  role: NonNullable<GatewayOptions["role"]> = "all",
): Promise<Stand> {
  const connectionString = await server.createDatabase(stack);
  const database = await openDatabase(connectionString, stack);
  const keys = newKeys();
  const gateway = await startGateway({ connectionString, role, keys, ...places }, stack);
  return {
    gateway,
    database,
    keys,
    async admit(plan) {
      const { routes, hookOf } = await signUp(gateway, instruments.sinkUrl, plan);
      const { countJobs: countUnfinished } = database;
      const records = { database, hookOf, countUnfinished, serverPid: server.pid };
      return { routes, pid: gateway.pid, records };
    },
  };
}

export async function openPassThrough(
  { sinkUrl }: Instruments,
  stack: AsyncDisposableStack,
): Promise<System> {
  const process = stack.use(
    startRemote<PassThroughHandlers>(new URL("../pass-through/process.ts", import.meta.url)),
  );
  const secret = `PSK_${randomBytes(18).toString("base64url")}`;
  const url = await process.ask("start", { secret, tenantUrl: `${sinkUrl}/hook/0` });
  const form = { kind: "signalwire", secret, from: "+12089806814" } as const;
  const routes = [{ target: { url, headers: {}, form }, hooks: [0] }];
  return { routes, pid: process.pid, records: null };
}
