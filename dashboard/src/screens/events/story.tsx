import type { JSX } from "preact";
import { fmt, known, t } from "#dashboard/i18n/t.ts";
import { shortened } from "#dashboard/ui/code.tsx";
import type { IconName } from "#dashboard/ui/icon.tsx";
import { Link } from "#dashboard/ui/link.tsx";
import { HttpStatus, StatusBadge } from "#dashboard/ui/status.tsx";
import { Timeline, type TimelineItem } from "#dashboard/ui/timeline.tsx";
import type { Tone } from "#dashboard/ui/tone.ts";
import type { TimelineEntry } from "#sdk/schema.ts";
import { sourceName } from "./sources.ts";
import { useWebhookNames } from "./use-webhook-names.ts";

type Names = ReadonlyMap<string, string>;
type Told = (name: string) => string | null;

/** All that happened, the oldest first, each with the way to its page. */
export function Story(props: { readonly timeline: readonly TimelineEntry[] }): JSX.Element {
  const names = useWebhookNames();
  return (
    <Timeline
      label={t("events.story")}
      items={props.timeline.map((entry) => itemOf(entry, names))}
    />
  );
}

function itemOf({ at, kind, id, details }: TimelineEntry, names: Names): TimelineItem {
  const told: Told = (name) => {
    const value = details[name];
    return typeof value === "string" || typeof value === "number" ? String(value) : null;
  };
  return { id: `${kind} ${id}`, at, ...SHAPES[kind](told, id, names) };
}

type Shape = Omit<TimelineItem, "id" | "at">;
type Shaper = (told: Told, id: string, names: Names) => Shape;

const SHAPES: Readonly<Record<TimelineEntry["kind"], Shaper>> = {
  callback: (told, id) => {
    const verdict = told("verdict") ?? "";
    const words = t("events.callback", {
      provider: sourceName(told("provider")),
      type: told("type") ?? "–",
    });
    return {
      icon: "connection",
      tone: verdict === "accepted" ? "neutral" : "bad",
      title: <Link href={`/dashboard/callbacks/${id}`}>{words}</Link>,
      note: verdict === "accepted" ? undefined : <StatusBadge of="callback" value={verdict} />,
    };
  },
  event: (told, id) => ({
    icon: "event",
    tone: "accent",
    title: (
      <Link href={`/dashboard/events/${id}`}>
        {t("events.event", { type: told("type") ?? "" })}
      </Link>
    ),
  }),
  delivery: (told, id, names) => {
    const webhookId = told("webhookId") ?? "";
    const webhook = names.get(webhookId) ?? shortened(webhookId);
    const status = told("status") ?? "";
    return {
      icon: "delivery",
      tone: toneOf(status),
      title: (
        <Link href={`/dashboard/deliveries/${id}`}>
          {t("events.delivery", { key: told("eventKey") ?? "", webhook })}
        </Link>
      ),
      note: <StatusBadge of="delivery" value={status} />,
    };
  },
  attempt: (told) => {
    const [status, errorClass] = [told("responseStatus"), told("errorClass")];
    const isGood = errorClass === null;
    return {
      icon: (isGood ? "check" : "x") satisfies IconName,
      tone: isGood ? "good" : "bad",
      title: (
        <Link href={`/dashboard/deliveries/${told("deliveryId") ?? ""}`}>
          {t("events.attempt", { n: Number(told("number") ?? 0) })}
        </Link>
      ),
      note: (
        <>
          {status === null ? (
            <span>{known("errorClass", errorClass ?? "") ?? errorClass}</span>
          ) : (
            <HttpStatus status={Number(status)} />
          )}{" "}
          {fmt.duration(Number(told("durationMs") ?? 0))}
        </>
      ),
    };
  },
};

function toneOf(status: string): Tone {
  if (status === "delivered") return "good";
  return status === "failed" ? "bad" : "neutral";
}
