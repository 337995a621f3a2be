import type { JSX } from "preact";
import { fmt, known, t } from "#dashboard/i18n/t.ts";
import { Callout } from "#dashboard/ui/callout.tsx";
import { KeyValue } from "#dashboard/ui/layout.tsx";
import type { CallbackWithBody } from "#sdk/schema.ts";

/** Why it was refused, with what is needed to mend it: none of it is secret. */
export function RejectionReason(props: {
  readonly callback: CallbackWithBody;
}): JSX.Element | null {
  const { verdict, reason, details } = props.callback;
  if (verdict === "accepted") return null;
  const words = reason === null ? undefined : (known("rejection", reason) ?? reason);
  const facts = details === null ? [] : Object.entries(details).flatMap(factOf);
  return (
    <Callout tone="bad" title={words ?? t("events.details")}>
      {details?.message && <p>{details.message}</p>}
      {facts.length > 0 && <KeyValue items={facts} />}
    </Callout>
  );
}

function factOf([name, value]: [string, unknown]): { label: string; value: string }[] {
  if (name === "message" || value === null || value === undefined) return [];
  const label = name.replace(/([A-Z])/g, " $1").toLowerCase();
  if (typeof value === "number") return [{ label, value: fmt.number(value) }];
  return [{ label, value: Array.isArray(value) ? value.join(", ") : String(value) }];
}
