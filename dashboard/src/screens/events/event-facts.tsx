import type { JSX } from "preact";
import { t } from "#dashboard/i18n/t.ts";
import { CopyText, shortened } from "#dashboard/ui/code.tsx";
import { Card, KeyValue } from "#dashboard/ui/layout.tsx";
import { Link } from "#dashboard/ui/link.tsx";
import { DateTime } from "#dashboard/ui/time.tsx";
import type { EventWithData } from "#sdk/schema.ts";
import { sourceName } from "./sources.ts";
import { useAgentNames } from "./use-agent-names.ts";

type Item = { readonly label: string; readonly value: JSX.Element | string };

/** Whence it came, with a way to each. */
export function EventFacts({ event }: { readonly event: EventWithData }): JSX.Element {
  const agents = useAgentNames();
  const { provider, occurredAt, createdAt, agentId, workflowId } = event;
  const items: (Item | false)[] = [
    { label: t("common.provider"), value: sourceName(provider) },
    { label: t("events.happened"), value: <DateTime at={occurredAt} /> },
    { label: t("common.received"), value: <DateTime at={createdAt} /> },
    {
      label: t("common.agent"),
      value:
        agentId === null
          ? t("events.noAgent")
          : (agents.get(agentId) ?? <span title={agentId}>{shortened(agentId)}</span>),
    },
    workflowId !== null && {
      label: t("common.workflow"),
      value: <CopyText text={workflowId} label={t("common.workflow")} />,
    },
    ...origins(event),
  ];
  return (
    <Card title={t("events.facts")}>
      <KeyValue items={items.filter((item) => item !== false)} />
    </Card>
  );
}

function origins({ callId, conversationId, callbackId }: EventWithData): (Item | false)[] {
  return [
    callId !== null && {
      label: t("common.call"),
      value: <Link href={`/dashboard/calls/${encodeURIComponent(callId)}`}>{callId}</Link>,
    },
    conversationId !== null && {
      label: t("events.conversationId"),
      value: <CopyText text={conversationId} label={t("events.conversationId")} />,
    },
    callbackId !== null && {
      label: t("common.callback"),
      value: <Link href={`/dashboard/callbacks/${callbackId}`}>{t("common.view")}</Link>,
    },
  ];
}
