import type { JSX } from "preact";
import { answer, api } from "#dashboard/app/client.ts";
import { useParams } from "#dashboard/app/navigate.ts";
import { useQuery } from "#dashboard/app/query.ts";
import { fmt, known, t } from "#dashboard/i18n/t.ts";
import { LinkButton } from "#dashboard/ui/button.tsx";
import { CopyText } from "#dashboard/ui/code.tsx";
import { Card, KeyValue, Split } from "#dashboard/ui/layout.tsx";
import { Link } from "#dashboard/ui/link.tsx";
import { PageHeader } from "#dashboard/ui/page-header.tsx";
import { Empty, QueryView } from "#dashboard/ui/states.tsx";
import { StatusBadge } from "#dashboard/ui/status.tsx";
import { DateTime } from "#dashboard/ui/time.tsx";
import type { Call } from "#sdk/schema.ts";
import { Numbers } from "./calls-screen.tsx";
import { Story } from "./story.tsx";

const REFRESH_MS = 5_000;

/** One call, from the provider's first callback to the last answer of a webhook. */
export function CallScreen(): JSX.Element {
  const { id } = useParams("id");
  const query = useQuery(
    `calls/${id}`,
    (signal) => answer(api.GET("/v1/calls/{callId}", { params: { path: { callId: id } }, signal })),
    { refreshMs: REFRESH_MS },
  );
  const call = query.data?.call;
  return (
    <>
      <PageHeader
        title={call === undefined ? t("common.call") : <Numbers {...call} />}
        documentTitle={call?.fromNumber ?? t("common.call")}
        back={{ href: "/dashboard/calls", label: t("events.callsTitle") }}
        status={call && <StatusBadge of="call" value={call.status} />}
        meta={<CopyText text={id} label={t("events.callId")} />}
      />
      {query.error?.status === 404 ? (
        <Unknown callId={id} />
      ) : (
        <QueryView query={query}>
          {(story) => (
            <Split side={<Facts call={story.call} />}>
              <Card title={t("events.story")} description={t("events.storyHint")}>
                <Story timeline={story.timeline} />
              </Card>
            </Split>
          )}
        </QueryView>
      )}
    </>
  );
}

/** Events that a platform publishes may name calls of which no provider ever told. */
function Unknown({ callId }: { readonly callId: string }): JSX.Element {
  return (
    <Empty
      icon="call"
      title={t("events.callUnknown")}
      action={
        <LinkButton href={`/dashboard/events?q=${encodeURIComponent(callId)}`}>
          {t("events.callsEvents")}
        </LinkButton>
      }
    >
      {t("events.callUnknownText")}
    </Empty>
  );
}

type Item = { readonly label: string; readonly value: JSX.Element | string };

function Facts({ call }: { readonly call: Call }): JSX.Element {
  const items: (Item | false)[] = [
    call.direction !== null && {
      label: t("events.direction"),
      value: t(`events.${call.direction}`),
    },
    { label: t("events.began"), value: <DateTime at={call.startedAt ?? call.createdAt} /> },
    {
      label: t("events.answered"),
      value: call.answeredAt === null ? t("events.notAnswered") : <DateTime at={call.answeredAt} />,
    },
    call.endedAt !== null && { label: t("events.ended"), value: <DateTime at={call.endedAt} /> },
    call.durationMs !== null && {
      label: t("common.duration"),
      value: fmt.duration(call.durationMs),
    },
    call.endReason !== null && {
      label: t("events.endReason"),
      value: known("endReason", call.endReason) ?? call.endReason,
    },
    call.sipCode !== null && { label: t("events.sip"), value: String(call.sipCode) },
    ...results(call),
  ];
  return (
    <Card title={t("events.facts")}>
      <KeyValue items={items.filter((item) => item !== false)} />
    </Card>
  );
}

function results({ goal, summary, recordingUrl, transcriptionUrl }: Call): (Item | false)[] {
  return [
    goal !== null && {
      label: t("events.goal"),
      value: `${t(goal.achieved ? "events.goalReached" : "events.goalMissed")}${goal.reason === null ? "" : `: ${goal.reason}`}`,
    },
    summary !== null && { label: t("events.summary"), value: summary },
    ...media("events.recording", "events.listen", recordingUrl),
    ...media("events.transcript", "events.read", transcriptionUrl),
  ];
}

/** A link that a provider named is followed only to a web address. */
function media(
  label: "events.recording" | "events.transcript",
  action: "events.listen" | "events.read",
  url: string | null,
): Item[] {
  if (url === null || !/^(https?:\/\/|\/)/.test(url)) return [];
  return [
    {
      label: t(label),
      value: (
        <Link href={url} isExternal>
          {t(action)}
        </Link>
      ),
    },
  ];
}
