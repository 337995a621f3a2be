import type { JSX } from "preact";
import { fmt, t } from "#dashboard/i18n/t.ts";
import type { Attempt } from "#sdk/schema.ts";

const PHASES = {
  dns: "deliveries.dns",
  connect: "deliveries.connect",
  tls: "deliveries.tls",
  firstByte: "deliveries.firstByte",
  total: "deliveries.total",
} as const;

/** Milliseconds of each phase that the attempt got to. */
export function Timings({ attempt }: { readonly attempt: Attempt }): JSX.Element {
  const { timings, durationMs } = attempt;
  const total = timings["total"] ?? durationMs;
  const phases = Object.entries({ ...timings, total }).filter(([name]) => name in PHASES);
  return (
    <dl class="timings">
      {phases.map(([name, ms]) => (
        <div class="timing" key={name}>
          <dt>{t(PHASES[name as keyof typeof PHASES])}</dt>
          <dd>
            <meter min={0} max={Math.max(1, total)} value={ms} aria-hidden="true" />
            <span>{fmt.duration(ms)}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
