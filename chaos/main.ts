/** The fault suite: `npm run chaos -- --seed 1 --seconds 120`. Exits with 1 when an invariant is broken. */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { endAll } from "../bench/processes.ts";
import { FAULTS } from "./faults.ts";
import { type RunReport, run } from "./run.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    seeds: { type: "string", default: "1" },
    seconds: { type: "string", default: "120" },
    only: { type: "string" },
    old: { type: "string" },
    short: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

if (values.help) {
  process.stdout.write(`npm run chaos -- [--seed N] [--seeds K] [--seconds S] [--only fault,…] [--old directory] [--short]

faults: ${Object.keys(FAULTS).join(", ")}
`);
  process.exit(0);
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void endAll().then(() => process.exit(130)));
}

const first = Number(values.seed ?? Date.now() % 1_000_000);
const reports: RunReport[] = [];
for (let n = 0; n < Number(values.seeds); n++) {
  const seed = first + n;
  const startedAt = performance.now();
  const say = (text: string) => {
    const at = ((performance.now() - startedAt) / 1000).toFixed(1);
    process.stderr.write(`[seed ${seed}, ${at} s] ${text}\n`);
  };
  const report = await run({
    seed,
    seconds: Number(values.seconds),
    only: values.only?.split(",") ?? null,
    old: values.old === undefined ? null : resolve(values.old),
    isOnceAround: values.short,
    settleSeconds: values.short ? 20 : 60,
    say,
  });
  reports.push(report);
  process.stdout.write(`${JSON.stringify(report)}\n`);
  for (const broken of report.broken) process.stderr.write(`BROKEN (seed ${seed}): ${broken}\n`);
}
await endAll();
process.exit(reports.some(({ broken }) => broken.length > 0) ? 1 : 0);
