import { barOf, type Context } from "../context.ts";
import type { Measured } from "../measure.ts";
import type { Statement } from "../stand/database.ts";

const MEBIBYTE = 1024 * 1024;
const MOST_STATEMENTS = 12;
const LONGEST_TEXT = 160;

/** The figures of reportCost. */
export const COSTS = [
  "gateway_cpu_per_1000_events",
  "postgres_cpu_per_1000_events",
  "gateway_memory_peak",
  "gateway_memory_end",
  "sql_statements_per_event",
  "wal_bytes_per_event",
  "connections_per_delivery",
] as const;

/** What an event costs. */
export function reportCost({ sizes, report }: Context, name: string, measured: Measured): void {
  const { accepted, delivered, cost } = measured;
  const { cpuSeconds, walBytes, connections } = cost;
  const per1000 = (value: number | null) => (value === null ? null : (value / accepted) * 1_000);
  report.add({
    figure: `${name}.gateway_cpu_per_1000_events`,
    value: per1000(cpuSeconds.system),
    unit: "CPU s",
  });
  report.add({
    figure: `${name}.postgres_cpu_per_1000_events`,
    value: per1000(cpuSeconds.postgres),
    unit: "CPU s",
  });
  reportMemory({ sizes, report }, name, measured);
  reportStatements({ sizes, report }, name, measured);
  report.add({
    figure: `${name}.wal_bytes_per_event`,
    value: walBytes === null ? null : walBytes / accepted,
    unit: "bytes",
  });
  report.add({
    figure: `${name}.connections_per_delivery`,
    value: connections / delivered,
    unit: "",
    details: { connections },
  });
}

type Reporting = Pick<Context, "sizes" | "report">;

export function reportMemory({ sizes, report }: Reporting, name: string, { cost }: Measured): void {
  const { peakBytes, endBytes } = cost;
  const peak = peakBytes === null ? null : peakBytes / MEBIBYTE;
  report.add({
    figure: `${name}.gateway_memory_peak`,
    value: peak,
    unit: "MiB",
    ...(peak !== null && barOf(sizes, "≤ 300", peak <= 300)),
  });
  const end = endBytes === null ? null : endBytes / MEBIBYTE;
  report.add({ figure: `${name}.gateway_memory_end`, value: end, unit: "MiB" });
}

/** PostgreSQL's own, of deferred constraints: they count as statements, though nobody sends them. */
function isForeignKeyCheck({ text }: Statement): boolean {
  return /^SELECT \$?\d+ FROM ONLY .* FOR KEY SHARE OF x$/.test(text.trim());
}

/** The bar is for 1,000 events per second: with fewer, a batch holds fewer, and with more, more of them. */
export function reportStatements(
  { sizes, report }: Reporting,
  name: string,
  { accepted, cost }: Measured,
): void {
  if (cost.statements === null) return;
  const statements = cost.statements.filter((one) => !isForeignKeyCheck(one));
  const checks = cost.statements.filter(isForeignKeyCheck);
  const calls = (some: readonly Statement[]) => some.reduce((sum, one) => sum + one.calls, 0);
  const isControl = ({ text }: Statement) => /^(begin|commit|rollback)\b/i.test(text);
  const perEvent = calls(statements) / accepted;
  report.add({
    figure: `${name}.sql_statements_per_event`,
    value: perEvent,
    unit: "",
    ...(name.endsWith(".1000") && barOf(sizes, "≤ 1", perEvent <= 1)),
    details: {
      withoutBeginAndCommit: calls(statements.filter((one) => !isControl(one))) / accepted,
      foreignKeyChecksAtCommit: calls(checks) / accepted,
      top: cost.statements.slice(0, MOST_STATEMENTS).map(({ text, ...counts }) => ({
        ...counts,
        meanMs: counts.totalMs / counts.calls,
        text: text.replaceAll(/\s+/g, " ").trim().slice(0, LONGEST_TEXT),
      })),
    },
  });
}
