import type { JSX } from "preact";
import { known, t } from "#dashboard/i18n/t.ts";
import { Badge } from "./badge.tsx";
import type { IconName } from "./icon.tsx";
import type { Tone } from "./tone.ts";

type Look = { readonly tone: Tone; readonly icon: IconName };

const GOOD: Look = { tone: "good", icon: "check" };
const BAD: Look = { tone: "bad", icon: "x" };
const WAITING: Look = { tone: "accent", icon: "clock" };
const WARNING: Look = { tone: "warn", icon: "alert" };
const QUIET: Look = { tone: "neutral", icon: "dash" };

/** Each state has a shape, a colour and a word, so that none of them is needed to tell it. */
const LOOKS = {
  delivery: {
    delivered: GOOD,
    pending: WAITING,
    failed: BAD,
    suppressed: { tone: "neutral", icon: "ban" },
  },
  attempt: { succeeded: GOOD, failed: BAD },
  webhook: {
    active: GOOD,
    inactive: { tone: "neutral", icon: "pause" },
    failing: WARNING,
    paused: WARNING,
    deactivated: { tone: "bad", icon: "ban" },
  },
  callback: {
    accepted: GOOD,
    duplicate: { tone: "neutral", icon: "copy" },
    unreadable: WARNING,
    rejected: BAD,
  },
  connection: { receiving: GOOD, silent: QUIET, rejecting: BAD, active: GOOD },
  recovery: { running: WAITING, completed: GOOD, canceled: { tone: "neutral", icon: "ban" } },
  call: {
    queued: WAITING,
    started: WAITING,
    ringing: WAITING,
    answered: { tone: "accent", icon: "call" },
    ended: GOOD,
    missed: WARNING,
    failed: BAD,
    canceled: { tone: "neutral", icon: "ban" },
    expired: QUIET,
  },
} as const satisfies Record<string, Readonly<Record<string, Look>>>;

export type StatusBadgeProps = {
  readonly of: keyof typeof LOOKS;
  readonly value: string;
  /** Why, shown on hover and told to a screen reader. */
  readonly detail?: string | undefined;
};

export function StatusBadge({ of, value, detail }: StatusBadgeProps): JSX.Element {
  const looks: Readonly<Record<string, Look>> = LOOKS[of];
  const { tone, icon } = looks[value] ?? QUIET;
  return (
    <Badge tone={tone} icon={icon} title={detail}>
      {known("status", value) ?? value}
      {detail !== undefined && <span class="visually-hidden">: {detail}</span>}
    </Badge>
  );
}

/** The status of an answer; null is that there was none. */
export function HttpStatus({ status }: { readonly status: number | null }): JSX.Element {
  if (status === null) return <span class="muted">{t("status.noResponse")}</span>;
  const tone = status < 300 ? "good" : status < 500 ? "warn" : "bad";
  return (
    <span class="http-status" data-tone={tone}>
      {status}
    </span>
  );
}

export function Method({ method }: { readonly method: string }): JSX.Element {
  return <span class="method">{method}</span>;
}
