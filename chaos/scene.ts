import type { Env, Gateway } from "./gateway.ts";
import type { Ask } from "./postgres.ts";
import type { Random } from "./random.ts";
import type { ChaosRedis } from "./redis.ts";
import type { ChaosSink } from "./sink.ts";
import type { SmallDisk } from "./small-disk.ts";
import type { Tenant } from "./tenants.ts";

export type Scene = {
  readonly ask: Ask;
  readonly connectionString: string;
  readonly random: Random;
  readonly gateways: readonly Gateway[];
  readonly tenants: readonly Tenant[];
  readonly sink: ChaosSink;
  readonly env: Env;
  /** Null: there is no redis-server here. */
  readonly redis: ChaosRedis | null;
  /** Where PostgreSQL's files lie, or why they do not lie on a small disk. */
  readonly disk: SmallDisk | { readonly why: string };
  /** Another checkout, whose gateways the run began with. */
  readonly old: string | null;
  readonly figures: Figures;
  say(text: string): void;
};

/** What is printed, and held against the invariants. */
export type Figures = {
  kills: number;
  /** How often each delivery was in flight where it may have gone out again. */
  inFlight: Map<string, number>;
  recoveriesMs: number[];
  stopsMs: number[];
  /** Until the database answered again after the disk had room. */
  roomToAnswerMs: number[];
  /** Deliveries whose stored body was taken away. */
  bodiesTaken: string[];
  broken: string[];
};

export type Fault = (scene: Scene) => Promise<void>;

export function one({ gateways, random }: Scene, role?: Gateway["role"]): Gateway {
  const [first, ...others] = gateways.filter((each) => role === undefined || each.role === role);
  if (first === undefined) throw new Error(`no gateway is ${role}`);
  return random.pick([first, ...others]);
}
