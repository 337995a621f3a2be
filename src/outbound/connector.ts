import { AsyncLocalStorage } from "node:async_hooks";
import { Resolver, lookup as systemLookup } from "node:dns/promises";
import { isIP, type LookupFunction, type Socket } from "node:net";
import { buildConnector } from "undici";
import type { EgressPolicy } from "./egress.ts";
import { SendError } from "./send-error.ts";

/** Resolves a host name to all its addresses; rejects when it has none. */
export type Lookup = (hostname: string) => Promise<readonly string[]>;

/** How far the opening of a connection for an exchange got; times are of `performance.now()`. */
export type ConnectionMarks = {
  /** Stops the opening: nobody waits for this connection any more. */
  abandon?: (reason: Error) => void;
  lookupStarted?: number;
  lookupEnded?: number;
  connectStarted?: number;
  connected?: number;
  secured?: number;
};

/** For TCP and TLS together; below every dialect's timeout but the shortest, whose own deadline then comes first. */
const CONNECT_TIMEOUT_MS = 10_000;
// Long enough for a far-away server to answer before the next of its addresses is tried.
const NEXT_ADDRESS_AFTER_MS = 1_000;

/** The exchange that asks for a connection; undici has no other way to tell a connector. */
export const connectionMarks = new AsyncLocalStorage<ConnectionMarks>();

export type Connector = {
  readonly connect: buildConnector.connector;
  /** Connections that are open or being opened. */
  openCount(): number;
  /** Ends the lookups that nobody waits for any more. */
  close(): void;
};

/**
 * Opens connections only to addresses that the policy allows. The hook sees literal addresses too, which never reach
 * a lookup; and the addresses that were checked are the ones connected to, so a name cannot change its mind in between.
 */
export function createConnector(options: {
  readonly policy: EgressPolicy;
  readonly lookup?: Lookup;
  readonly ca?: string;
}): Connector {
  const { policy } = options;
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  const lookup = options.lookup ?? defaultLookup(policy, resolver);
  let open = 0;
  const base = buildConnector({
    allowH2: false,
    timeout: CONNECT_TIMEOUT_MS,
    rejectUnauthorized: true,
    maxCachedSessions: 500,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_AFTER_MS,
    lookup: guardedLookup(policy, lookup),
    ...(options.ca !== undefined && { ca: options.ca }),
  });
  return {
    openCount: () => open,
    close: () => resolver.cancel(),
    connect(target, callback) {
      if (isIP(target.hostname) !== 0 && !policy.allowsAddress(target.hostname)) {
        queueMicrotask(() => callback(blocked(target.hostname), null));
        return;
      }
      const socket = openSocket(base, target, callback);
      open++;
      socket.once("close", () => open--);
    },
  };
}

/** The connector of undici returns its socket, though its type does not say so. */
function openSocket(
  base: buildConnector.connector,
  target: buildConnector.Options,
  callback: buildConnector.Callback,
): Socket {
  const marks = connectionMarks.getStore();
  if (marks !== undefined) marks.connectStarted = performance.now();
  const socket = base(target, callback) as unknown as Socket;
  if (marks !== undefined) {
    marks.abandon = (reason) => socket.destroy(reason);
    socket.once("connect", () => {
      marks.connected = performance.now();
    });
    socket.once("secureConnect", () => {
      marks.secured = performance.now();
    });
  }
  return socket;
}

/** One address that is not allowed condemns the whole name: which one gets connected to would be chance. */
function guardedLookup(policy: EgressPolicy, lookup: Lookup): LookupFunction {
  return (hostname, options, callback) => {
    const marks = connectionMarks.getStore() ?? {};
    marks.lookupStarted = performance.now();
    resolveChecked(hostname, policy, lookup).then(
      (addresses) => {
        marks.lookupEnded = performance.now();
        const [first] = addresses;
        if (options.all) callback(null, addresses);
        else callback(null, first.address, first.family);
      },
      (error: Error) => callback(error, []),
    );
  };
}

type ResolvedAddress = { address: string; family: number };

async function resolveChecked(
  hostname: string,
  policy: EgressPolicy,
  lookup: Lookup,
): Promise<[ResolvedAddress, ...ResolvedAddress[]]> {
  const found = await lookup(hostname).catch((cause: unknown) => {
    throw new SendError("dns_error", `the name ${hostname} could not be resolved`, { cause });
  });
  const [first, ...rest] = found.map((address) => ({ address, family: isIP(address) }));
  if (first === undefined) throw new SendError("dns_error", `the name ${hostname} has no address`);
  if (!found.every((address) => policy.allowsAddress(address))) throw blocked(hostname);
  return [first, ...rest];
}

/** Says nothing of the addresses found: they may be names and numbers of an inner network. */
function blocked(hostname: string): SendError {
  return new SendError("blocked_target", `${hostname} is not on the public internet`);
}

/**
 * Public names are asked of the name servers directly: the system's resolver works in four threads, which a tenant
 * whose name server hangs could hold. Private names live in hosts files and search domains, which only the system knows.
 */
function defaultLookup(policy: EgressPolicy, resolver: Resolver): Lookup {
  if (policy.allowPrivateTargets) return lookupBySystem;
  return (hostname) => lookupByNameServers(resolver, hostname);
}

async function lookupBySystem(hostname: string): Promise<readonly string[]> {
  const found = await systemLookup(hostname, { all: true, order: "ipv4first" });
  return found.map(({ address }) => address);
}

async function lookupByNameServers(
  resolver: Resolver,
  hostname: string,
): Promise<readonly string[]> {
  const [ipv4, ipv6] = await Promise.allSettled([
    resolver.resolve4(hostname),
    resolver.resolve6(hostname),
  ]);
  if (ipv4.status === "rejected" && ipv6.status === "rejected") throw ipv4.reason;
  return [ipv4, ipv6].flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
}
