import { Resolver } from "node:dns/promises";
import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { z } from "zod";
import type { Log } from "#src/pipeline/ports.ts";
import type { AddressRanges } from "#src/provider.ts";
import { type AddressCheck, compileRanges } from "#src/security/address-ranges.ts";

const REFRESH_MS = 5 * 60 * 1000;

const RangesFile = z.record(z.string(), z.array(z.string().min(1)));

export type SourceRanges = {
  /** True where nothing reliable is known of the provider's addresses: signatures are the control then. */
  allows(provider: string, address: string): boolean;
  /** Is there a list of the provider's addresses? */
  knows(provider: string): boolean;
  [Symbol.dispose](): void;
};

export type SourceRangesOptions = {
  readonly providers: ReadonlyMap<string, { readonly ranges: AddressRanges }>;
  /** JSON `{ provider: [CIDR, address or host name, …] }` in place of the built-in lists. */
  readonly file: string | null;
  readonly log: Log;
};

/**
 * Where providers call from. Host names in the operator's list (SignalWire publishes no ranges, only names) are
 * resolved at the start and every five minutes; a name that stops resolving keeps its last addresses.
 */
export function createSourceRanges({ providers, file, log }: SourceRangesOptions): SourceRanges {
  const replaced = file === null ? {} : RangesFile.parse(JSON.parse(readFileSync(file, "utf8")));
  const checks = new Map<string, AddressCheck>();
  const names = new Map<string, readonly string[]>();
  for (const [id, { ranges }] of providers) {
    const entries = replaced[id] ?? (ranges.enforceable ? ranges.cidrs : null);
    if (entries === null) continue;
    const isName = (entry: string) => isIP(entry.split("/")[0] ?? "") === 0;
    checks.set(id, compileRanges(entries.filter((entry) => !isName(entry))));
    names.set(id, entries.filter(isName));
  }
  const resolved = new Map<string, ReadonlySet<string>>();

  async function refresh(): Promise<void> {
    const resolver = new Resolver({ timeout: 3_000, tries: 2 });
    for (const name of new Set([...names.values()].flat())) {
      const found = await resolve(resolver, name);
      if (found.size > 0) resolved.set(name, found);
      else log.warn("provider host name did not resolve", { name });
    }
  }

  const hasNames = [...names.values()].some((list) => list.length > 0);
  const timer = hasNames ? setInterval(() => void refresh(), REFRESH_MS).unref() : undefined;
  if (hasNames) void refresh();

  return {
    allows(provider, address) {
      const check = checks.get(provider);
      if (check === undefined || check(address)) return true;
      return (names.get(provider) ?? []).some((name) => resolved.get(name)?.has(address));
    },
    knows: (provider) => checks.has(provider),
    [Symbol.dispose]() {
      clearInterval(timer);
    },
  };
}

async function resolve(resolver: Resolver, name: string): Promise<ReadonlySet<string>> {
  const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
  return new Set(answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : [])));
}
