import { barOf, type Scenario } from "../context.ts";
import { apiOf } from "../stand/api.ts";
import { storeMonth } from "../stand/long-history.ts";
import { openStand } from "../stand/system.ts";
import { familyCpuSeconds, usageOf } from "../stand/usage.ts";
import { quantilesOf } from "../statistics.ts";

const TIMES = 20;
const BAR_MS = 100;
const WEBHOOKS = 10;
const DAY_MS = 24 * 60 * 60 * 1000;

type Request = readonly [name: string, path: (webhookId: string) => string];

const DELIVERIES: readonly (readonly [string, string])[] = [
  ["newest", ""],
  ["page_100", "page=100"],
  ["deepest_page", "page=1000&limit=100"],
  ["cursor", "cursor=start"],
  ["oldest", "sort=createdAt"],
  ["delivered", 'filter=eq(status,"delivered")'],
  ["failed", 'filter=eq(status,"failed")'],
  ["pending", 'filter=eq(status,"pending")'],
  ["error_class", 'filter=eq(errorClass,"http_error")'],
  ["event_key", 'filter=eq(eventKey,"call.callMissed")'],
  ["found_nowhere", "filter=eq(responseStatus,418)"],
  ["one_day", `filter=and(gte(createdAt,"${daysAgo(10)}"),lt(createdAt,"${daysAgo(9)}"))`],
];

const REQUESTS: readonly Request[] = [
  ...DELIVERIES.flatMap(([name, query]): readonly Request[] => [
    [`deliveries.${name}`, () => `/v1/deliveries?${query}`],
    [`webhook_deliveries.${name}`, (id) => `/v1/webhooks/${id}/deliveries?${query}`],
  ]),
  ["events.newest", () => "/v1/events"],
  ["events.deepest_page", () => "/v1/events?page=1000&limit=100"],
  ["events.type", () => '/v1/events?filter=eq(type,"call.callEnded")'],
  ["events.call", () => '/v1/events?filter=eq(callId,"call-17")'],
  ["events.found_nowhere", () => '/v1/events?filter=eq(workflowId,"none")'],
  ["callbacks.newest", () => "/v1/callbacks"],
  ["callbacks.unreadable", () => '/v1/callbacks?filter=eq(verdict,"unreadable")'],
  ["calls.newest", () => "/v1/calls"],
  ["calls.number", () => '/v1/calls?filter=eq(toNumber,"%2B12130000015")'],
  ["undelivered.newest", () => "/v1/undelivered"],
  ["undelivered.no_match", () => '/v1/undelivered?filter=eq(reason,"no_match")'],
  ...["1h", "24h", "7d", "30d"].flatMap((period): readonly Request[] => [
    [`stats.deliveries_${period}`, () => `/v1/stats/deliveries?period=${period}`],
    [`stats.webhook_${period}`, (id) => `/v1/stats/deliveries?period=${period}&webhookId=${id}`],
    [`stats.callbacks_${period}`, () => `/v1/stats/callbacks?period=${period}`],
  ]),
  ["stats.webhooks", () => "/v1/stats/webhooks"],
];

function daysAgo(days: number): string {
  return new Date(Date.now() - days * DAY_MS).toISOString();
}

/** What lists and charts take over a long history. */
export const lists: Scenario = {
  name: "lists",
  promises: () => REQUESTS.map(([name]) => `lists.${name}`),
  async run(context) {
    const { bench, sizes, report, say } = context;
    await using stack = new AsyncDisposableStack();
    const stand = await openStand(bench, stack, "api");
    const api = apiOf(stand.gateway);
    const { id: workspaceId } = await api.createWorkspace("Long history");
    const { key } = await api.createKey(workspaceId, ["*"]);
    const { id: connectionId } = await api.createConnection(workspaceId, "PSK_of_the_bench_0");
    const webhookIds: string[] = [];
    for (let n = 0; n < WEBHOOKS; n++) {
      const webhook = { url: `https://tenant.example.com/${n}` };
      webhookIds.push((await api.createWebhook(workspaceId, key, webhook)).id);
    }
    say(`lists: storing ${sizes.listed} deliveries`);
    await storeMonth(stand.database, { workspaceId, connectionId, webhookIds }, sizes.listed);
    await stand.database.settle();
    say("lists: asking");
    const headers = { "x-api-key": key, "x-workspace-id": workspaceId };
    const { pid } = stand.gateway;
    async function cpuSeconds(): Promise<number> {
      const [gateway, postgres] = [await usageOf(pid), await familyCpuSeconds(bench.server.pid)];
      return gateway === null || postgres === null ? Number.NaN : gateway.cpuSeconds + postgres;
    }
    for (const [name, path] of REQUESTS) {
      const url = `${stand.gateway.url}${path(webhookIds[0] ?? "")}`;
      const before = await cpuSeconds();
      const { p50, p95 } = quantilesOf(await timesOf(url, headers));
      const cpuMs = ((await cpuSeconds()) - before) * (1_000 / (TIMES + 1));
      report.add({
        figure: `lists.${name}`,
        value: p95,
        unit: "ms p95",
        details: { p50, cpuMs, deliveries: sizes.listed },
        ...barOf(sizes, `≤ ${BAR_MS}`, p95 <= BAR_MS),
      });
    }
  },
};

async function timesOf(
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<Float64Array> {
  const times: number[] = [];
  // The first one brings what it reads into memory.
  for (let n = 0; n <= TIMES; n++) {
    const startedAt = performance.now();
    const response = await fetch(url, { headers });
    const text = await response.text();
    if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text}`);
    if (n > 0) times.push(performance.now() - startedAt);
  }
  return Float64Array.from(times);
}
