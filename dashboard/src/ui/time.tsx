import { signal, useSignalEffect } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { fmt, t } from "#dashboard/i18n/t.ts";

const SECOND_MS = 1000;

/** One clock for all that tick, so that a list of them costs one timer. */
const seconds = signal(Date.now());
let readers = 0;
let timer: ReturnType<typeof setInterval> | undefined;

function tick(): () => void {
  readers += 1;
  timer ??= setInterval(() => {
    seconds.value = Date.now();
  }, SECOND_MS);
  return () => {
    readers -= 1;
    if (readers > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The time, which changes every so many milliseconds. */
export function useNow(everyMs: number = SECOND_MS): number {
  const [now, setNow] = useState(Date.now);
  useEffect(tick, []);
  useSignalEffect(() => {
    const rounded = Math.floor(seconds.value / everyMs) * everyMs;
    setNow((last) => (Math.floor(last / everyMs) * everyMs === rounded ? last : Date.now()));
  });
  return now;
}

const FINE_MS = 60_000;
const COARSE_MS = 30_000;

/** "3 min ago"; the exact time is its title. */
export function RelativeTime({ at }: { readonly at: string | null }): JSX.Element {
  const isRecent = at !== null && Math.abs(Date.now() - Date.parse(at)) < FINE_MS;
  const now = useNow(isRecent ? SECOND_MS : COARSE_MS);
  if (at === null) return <span class="muted">{t("common.never")}</span>;
  return (
    <time class="time" dateTime={at} title={fmt.dateTime(at)}>
      {fmt.relative(at, now)}
    </time>
  );
}

export function DateTime({ at }: { readonly at: string | null }): JSX.Element {
  if (at === null) return <span class="muted">–</span>;
  return (
    <time class="time" dateTime={at} title={at}>
      {fmt.dateTime(at)}
    </time>
  );
}

/** Until a moment; then `done`. */
export function Countdown(props: {
  readonly to: string;
  readonly done?: ComponentChildren;
}): JSX.Element {
  const left = Date.parse(props.to) - useNow(SECOND_MS);
  if (left <= 0) return <span>{props.done ?? t("ui.due")}</span>;
  return (
    <time class="time" dateTime={props.to} title={fmt.dateTime(props.to)}>
      {t("ui.countdown", { time: fmt.duration(Math.ceil(left / SECOND_MS) * SECOND_MS) })}
    </time>
  );
}

export function Duration({ ms }: { readonly ms: number | null }): JSX.Element {
  return ms === null ? <span class="muted">–</span> : <span class="time">{fmt.duration(ms)}</span>;
}
