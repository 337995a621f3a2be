import type { JSX } from "preact";
import { fmt, known, t } from "#dashboard/i18n/t.ts";
import { Icon, type IconName } from "#dashboard/ui/icon.tsx";
import { StatusBadge } from "#dashboard/ui/status.tsx";
import type { LiveItem, LiveKind } from "./live-item.ts";

const ICONS: Readonly<Record<LiveKind, IconName>> = {
  callback: "connection",
  event: "event",
  delivery: "delivery",
};

const NAMES = {
  callback: "live.callback",
  event: "live.event",
  delivery: "live.delivery",
} as const;

export function LiveRow({ item }: { readonly item: LiveItem }): JSX.Element {
  const { kind, at, title, status, note, href } = item;
  return (
    <li class="live-row">
      <time class="live-time" dateTime={at} title={fmt.dateTime(at)}>
        {fmt.time(at)}
      </time>
      <span class="live-kind">
        <Icon name={ICONS[kind]} size={14} /> {t(NAMES[kind])}
      </span>
      {href === null ? (
        <span class="live-title mono">{title}</span>
      ) : (
        <a class="live-title mono link" href={href}>
          {title}
        </a>
      )}
      {status === null || kind === "event" ? <span /> : <StatusBadge of={kind} value={status} />}
      <span class="live-note mono muted">{known("errorClass", note) ?? note}</span>
    </li>
  );
}
