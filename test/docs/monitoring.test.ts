import { readFileSync } from "node:fs";
import { parseYaml } from "@redocly/openapi-core";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { FIRST_ATTEMPTS, QUEUES } from "#src/pipeline/jobs.ts";
import { providers } from "#src/registry.ts";
import { registerGauges } from "#src/telemetry/gauges.ts";
import { createMetrics } from "#src/telemetry/metrics.ts";
import { createRegistry, readerOf } from "#src/telemetry/registry.ts";
import { readExposition } from "../support/metrics.ts";

function read(path: string): string {
  return readFileSync(new URL(`../../docs/${path}`, import.meta.url), "utf8");
}

const Alerts = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.object({
          alert: z.string(),
          expr: z.string(),
          labels: z.object({ severity: z.enum(["warning", "critical"]) }),
          annotations: z.object({ summary: z.string() }),
        }),
      ),
    }),
  ),
});
const Panel = z.object({
  id: z.int(),
  type: z.string(),
  title: z.string(),
  gridPos: z.object({ x: z.int(), y: z.int(), w: z.int(), h: z.int() }),
  targets: z.array(z.object({ expr: z.string() })).optional(),
});
const Dashboard = z.object({ panels: z.array(Panel) });

const rules = Alerts.parse(parseYaml(read("alerts.yml"))).groups.flatMap((group) => group.rules);
const { panels } = Dashboard.parse(JSON.parse(read("grafana-dashboard.json")));
const expressions = [
  ...rules.map(({ alert, expr }) => [alert, expr] as const),
  ...panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => [title, expr] as const)),
];

/** Everything that a process with work behind it tells. */
let known: ReadonlySet<string>;

beforeAll(async () => {
  const registry = createRegistry();
  const metrics = createMetrics(registry, [...providers.keys()]);
  metrics.deleted("events", 1);
  registerGauges(registry, {
    isDatabaseUp: async () => true,
    queues: async () => [{ queue: FIRST_ATTEMPTS, due: 0, oldestDueMs: 0 }],
    pool: () => ({ total: 0, idle: 0, waiting: 0 }),
    slots: () => ({ used: 0, total: 1 }),
    disk: async () => ({ freeBytes: 1, sizeBytes: 1 }),
    build: { version: "0", role: "all" },
  });
  known = readExposition((await readerOf(registry)()).text).names;
});

/** Words of PromQL that name metrics: neither labels nor functions nor grouping nor numbers. */
function metricsIn(expression: string): readonly string[] {
  const bare = expression
    .replace(/\{[^}]*\}/g, "")
    .replace(/\b(?:by|without|on|ignoring) *\([^)]*\)/g, "")
    .replace(/\[[^\]]*\]/g, "");
  const words = bare.match(/[a-z_][a-z0-9_:]*(?! *\()\b/gi) ?? [];
  const own = /^(?:switchhook|process|nodejs)_/;
  return words.filter((word) => own.test(word) || word === "up");
}

describe.each(expressions)("%s", (_where, expression) => {
  it("asks for metrics that there are", () => {
    const named = metricsIn(expression).filter((name) => name !== "up");
    expect(named.filter((name) => !known.has(name))).toEqual([]);
    expect(metricsIn(expression)).not.toEqual([]);
  });

  it("has its brackets in pairs", () => {
    const brackets = expression.replace(/"[^"]*"/g, "").replace(/[^()[\]{}]/g, "");
    let rest = brackets;
    while (/\(\)|\[\]|\{\}/.test(rest)) rest = rest.replace(/\(\)|\[\]|\{\}/g, "");
    expect(rest).toBe("");
  });
});

describe("the dashboard", () => {
  it("has panels that do not overlap", () => {
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)} ${y + Math.floor(cell / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  });
});

describe("the alerts", () => {
  it("are explained, every one and no other", () => {
    const [, section = ""] = read("operations.md").split("## What each alert means and what to do");
    const table = section.split(/^## /m)[0] ?? "";
    const explained = [...table.matchAll(/^\| `(Switchhook\w+)`/gm)].map(([, name]) => name);
    expect(explained.toSorted()).toEqual(rules.map(({ alert }) => alert).toSorted());
  });

  it("know the queues by their names", () => {
    const named = rules.flatMap(({ expr }) => [...expr.matchAll(/queue=~?"([^"]+)"/g)]);
    expect(named.length).toBeGreaterThan(0);
    for (const [, names = ""] of named) {
      for (const name of names.split("|")) expect(QUEUES).toContain(name);
    }
  });
});

describe("the documents", () => {
  it("name metrics that there are, and all of our own", () => {
    const named = new Set(read("operations.md").match(/\bswitchhook_[a-z_]+/g) ?? []);
    const own = [...known].map((name) => name.replace(/_(?:bucket|sum|count)$/, ""));
    const ours = new Set(own.filter((name) => name.startsWith("switchhook_")));
    expect([...named].filter((name) => !ours.has(name) && name !== "switchhook_wake")).toEqual([]);
    expect([...ours].filter((name) => !named.has(name))).toEqual([]);
  });
});
