import type { Records } from "./records.ts";

type Told = {
  readonly of: string;
  readonly url: string;
  readonly wants: "audio/" | "application/json";
};

const WANTED = {
  "call.recordingCompleted.url": "audio/",
  "call.transcriptionCompleted.url": "application/json",
  recordingUrl: "audio/",
  transcriptionUrl: "application/json",
} as const;

/** The gateway's links in events, each once for what it is said to lead to. */
export function linksIn({ events }: Records, gatewayUrl: string): readonly Told[] {
  const told = events.flatMap(({ type, data }) => {
    const values = new Map<string, unknown>(Object.entries(data ?? {}));
    return Object.entries(WANTED).flatMap(([name, wants]): readonly Told[] => {
      const url = values.get(name.replace(`${type}.`, ""));
      const isOurs = typeof url === "string" && url.startsWith(`${gatewayUrl}/v1/calls/`);
      return isOurs ? [{ of: type, url, wants }] : [];
    });
  });
  return [...new Map(told.map((link) => [`${link.wants} ${link.url}`, link])).values()];
}

/** Opens each without a key, as a tenant would; returns in words which do not lead to what they should. */
export async function linkFaults(links: readonly Told[]): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const { of, url, wants } of links) {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    const body = await response.arrayBuffer();
    const type = response.headers.get("content-type") ?? "nothing";
    if (response.status === 200 && type.startsWith(wants) && body.byteLength > 0) continue;
    faults.push(`a link of ${of} answers ${response.status} with ${type}: ${url}`);
  }
  return faults;
}
