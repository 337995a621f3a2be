import type { JSX } from "preact";
import { fmt, known, t } from "#dashboard/i18n/t.ts";
import { Code } from "#dashboard/ui/code.tsx";
import { Json } from "#dashboard/ui/json.tsx";
import { Disclosure, Stack } from "#dashboard/ui/layout.tsx";
import { HttpStatus } from "#dashboard/ui/status.tsx";
import { Timeline } from "#dashboard/ui/timeline.tsx";
import type { Attempt, DeliveryWithHistory } from "#sdk/schema.ts";
import { Timings } from "./timings.tsx";

/** Every attempt, the latest first. */
export function Attempts({ delivery }: { readonly delivery: DeliveryWithHistory }): JSX.Element {
  const latestFirst = delivery.attemptHistory.toSorted((a, b) => b.number - a.number);
  return (
    <Timeline
      label={t("deliveries.timeline")}
      items={latestFirst.map((attempt, index) => {
        // Success is the delivery's: an answer whose body never ended has a status of 2xx and an error too.
        const isGood = index === 0 && delivery.status === "delivered";
        return {
          id: `${attempt.number}`,
          at: attempt.startedAt,
          tone: isGood ? "good" : "bad",
          icon: isGood ? "check" : "x",
          title: <Title attempt={attempt} />,
          note: fmt.duration(attempt.durationMs),
          children: (
            <Details attempt={attempt} isOpen={index === 0} hasBody={delivery.body !== null} />
          ),
        };
      })}
    />
  );
}

function Title({ attempt }: { readonly attempt: Attempt }): JSX.Element {
  const { number, responseStatus, errorClass } = attempt;
  const words = errorClass === null ? undefined : (known("errorClass", errorClass) ?? errorClass);
  return (
    <>
      {t("deliveries.attempt", { n: number })}{" "}
      {responseStatus === null ? (
        <span>{t("deliveries.noResponse", { reason: words ?? t("common.unknown") })}</span>
      ) : (
        <HttpStatus status={responseStatus} />
      )}
    </>
  );
}

function Details(props: {
  readonly attempt: Attempt;
  readonly isOpen: boolean;
  readonly hasBody: boolean;
}): JSX.Element {
  const { attempt, isOpen, hasBody } = props;
  return (
    <Stack gap={2}>
      {attempt.error !== null && <p class="muted">{attempt.error}</p>}
      <Disclosure
        summary={t("deliveries.responseBody")}
        open={isOpen && attempt.responseStatus !== null}
      >
        <ResponseBody attempt={attempt} hasBody={hasBody} />
      </Disclosure>
      {attempt.responseHeaders !== null && (
        <Disclosure summary={t("deliveries.responseHeaders")}>
          <Code
            label={t("deliveries.responseHeaders")}
            text={headerLines(attempt.responseHeaders)}
          />
        </Disclosure>
      )}
      <Disclosure summary={t("deliveries.requestHeaders")}>
        <Code label={t("deliveries.requestHeaders")} text={headerLines(attempt.requestHeaders)} />
      </Disclosure>
      <Disclosure summary={t("deliveries.timings")}>
        <Timings attempt={attempt} />
      </Disclosure>
    </Stack>
  );
}

function ResponseBody(props: {
  readonly attempt: Attempt;
  readonly hasBody: boolean;
}): JSX.Element {
  const { responseBody, responseStatus, responseTruncated } = props.attempt;
  if (responseBody === null && responseStatus !== null && !props.hasBody) {
    return <p class="muted">{t("deliveries.responseGone")}</p>;
  }
  if (responseBody === null || responseBody === "") {
    return <p class="muted">{t("deliveries.responseEmpty")}</p>;
  }
  return (
    <>
      <Json label={t("deliveries.responseBody")} text={responseBody} />
      {responseTruncated && <p class="muted">{t("ui.truncated")}</p>}
    </>
  );
}

export function headerLines(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join("\n");
}
