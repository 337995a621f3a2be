import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { InboundRequest, Normalized } from "#src/provider.ts";

/** request.json: a callback as it was received, and the connection that received it. */
type Recording = {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
  readonly settings: Readonly<Record<string, unknown>>;
  /** Time of receipt, ISO 8601. */
  readonly now: string;
};

export type ProviderFixture = Omit<Recording, "now"> & {
  /** `<provider>/<event>`. */
  readonly name: string;
  readonly provider: string;
  readonly now: Date;
  readonly body: Uint8Array;
  /** events.json: what normalize() is to say. */
  readonly normalized: Normalized;
};

const ROOT = new URL("../../fixtures/", import.meta.url);

/** Folders of fixtures/ that hold a provider's recordings. */
export function recordedProviders(): string[] {
  return foldersIn(ROOT).filter((name) => name !== "dialects");
}

/** None where the provider has no folder. */
export function fixturesOf(provider: string): ProviderFixture[] {
  if (!existsSync(new URL(`${provider}/`, ROOT))) return [];
  return foldersIn(new URL(`${provider}/`, ROOT)).map((event) => read(provider, event));
}

function foldersIn(folder: URL): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted();
}

function read(provider: string, event: string): ProviderFixture {
  const folder = new URL(`${provider}/${event}/`, ROOT);
  const recording: Recording = JSON.parse(readFileSync(new URL("request.json", folder), "utf8"));
  return {
    ...recording,
    name: `${provider}/${event}`,
    provider,
    now: new Date(recording.now),
    body: new Uint8Array(readFileSync(new URL("body.raw", folder))),
    normalized: JSON.parse(readFileSync(new URL("events.json", folder), "utf8")),
  };
}

/** The recorded request, with what is given instead of what was recorded. */
export function requestOf(
  fixture: ProviderFixture,
  changes: { url?: string; body?: Uint8Array; headers?: Readonly<Record<string, string>> } = {},
): InboundRequest {
  return {
    method: fixture.method,
    url: changes.url ?? fixture.url,
    headers: new Headers(changes.headers ?? fixture.headers),
    body: changes.body ?? fixture.body,
    receivedAt: fixture.now,
  };
}
