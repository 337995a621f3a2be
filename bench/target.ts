import { full, reportLosses } from "./context.ts";
import { type Measured, measure, warmUp } from "./measure.ts";
import type { TargetOptions } from "./options.ts";
import type { Report } from "./report.ts";
import type { Sizes } from "./sizes.ts";
import { type Instruments, startInstruments } from "./stand/instruments.ts";
import { openPassThrough, type System } from "./stand/system.ts";

export type TargetParts = {
  readonly sizes: Sizes;
  readonly report: Report;
  readonly say: (text: string) => void;
};

/** Measures a system that is there already and posts what it gets to the sink. */
export async function measureTarget(
  target: TargetOptions,
  { sizes, report, say }: TargetParts,
  stack: AsyncDisposableStack,
): Promise<void> {
  const address = { host: target.sinkHost, port: target.sinkPort };
  const instruments = await startInstruments(stack, address);
  say(`the sink listens at ${instruments.sinkUrl}; ${target.url} is to post there`);
  const passThrough = await openPassThrough(instruments, stack);
  const systems = { pass_through: passThrough, target: systemOf(target) };
  for (const [name, system] of Object.entries(systems)) {
    const parts = { instruments, system, name };
    await measureSenders(parts, { sizes, report, say });
    for (const rate of sizes.rates) await measureRate(parts, rate, { sizes, report, say });
  }
}

type Parts = {
  readonly instruments: Instruments;
  readonly system: System;
  readonly name: string;
};

async function measureSenders(
  { instruments, system, name }: Parts,
  { sizes, report, say }: TargetParts,
): Promise<void> {
  say(`${name}: ${sizes.senders} senders for ${sizes.seconds} s`);
  await warmUp(instruments, system, full({ sizes }, sizes.warmUpSeconds));
  const measured = await measure(instruments, system, full({ sizes }));
  report.add({
    figure: `${name}.events_per_second`,
    value: measured.eventsPerSecond,
    unit: "events/s",
    details: { accepted: measured.accepted, seconds: measured.seconds },
  });
  reportTimes(report, name, measured);
}

async function measureRate(
  { instruments, system, name }: Parts,
  perSecond: number,
  { sizes, report, say }: TargetParts,
): Promise<void> {
  say(`${name}: ${perSecond} events/s`);
  const pace = { kind: "open", perSecond } as const;
  await warmUp(instruments, system, { ...pace, seconds: sizes.warmUpSeconds });
  const measured = await measure(instruments, system, { ...pace, seconds: sizes.seconds / 2 });
  reportTimes(report, `${name}.${perSecond}`, measured);
}

function reportTimes(report: Report, name: string, measured: Measured): void {
  const { acceptMs, tenantMs, duplicated } = measured;
  report.add({ figure: `${name}.accept_p50`, value: acceptMs.p50, unit: "ms" });
  report.add({ figure: `${name}.accept_p99`, value: acceptMs.p99, unit: "ms" });
  report.add({ figure: `${name}.end_to_end_p50`, value: tenantMs.p50, unit: "ms" });
  report.add({ figure: `${name}.end_to_end_p95`, value: tenantMs.p95, unit: "ms" });
  report.add({ figure: `${name}.end_to_end_p99`, value: tenantMs.p99, unit: "ms" });
  reportLosses(report, name, measured);
  report.add({ figure: `${name}.duplicated`, value: duplicated, unit: "deliveries" });
}

function systemOf({ url, form, secret, template, headers }: TargetOptions): System {
  const made =
    form === "json"
      ? ({ kind: "json", template } as const)
      : ({ kind: "signalwire", secret, from: "+12089806814" } as const);
  return {
    routes: [{ target: { url, headers, form: made }, hooks: [0] }],
    pid: null,
    records: null,
  };
}
