import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { fmt, known, t } from "#dashboard/i18n/t.ts";
import { LinkButton } from "#dashboard/ui/button.tsx";
import { Callout } from "#dashboard/ui/callout.tsx";
import { Code } from "#dashboard/ui/code.tsx";
import { Json } from "#dashboard/ui/json.tsx";
import { Card, Disclosure, KeyValue, Stack } from "#dashboard/ui/layout.tsx";
import { HttpStatus } from "#dashboard/ui/status.tsx";
import type { TestResult } from "#sdk/schema.ts";
import { rawRequest } from "./request-preview.tsx";

/** What the endpoint said. */
export function Answer({ result }: { readonly result: TestResult }): JSX.Element {
  const { success, statusCode, responseBody, responseTime, responseHeaders, deliveryId } = result;
  const box = useRef<HTMLDivElement>(null);
  // On a phone it is far below the button that was pressed.
  useEffect(() => box.current?.scrollIntoView({ block: "nearest" }), [deliveryId]);
  const lines = Object.entries(responseHeaders).map(([name, value]) => `${name}: ${value}`);
  return (
    <div ref={box}>
      <Card
        title={t("webhook.answer")}
        actions={
          <LinkButton href={`/dashboard/deliveries/${deliveryId}`} size="sm">
            {t("webhook.openDelivery")}
          </LinkButton>
        }
      >
        <Stack>
          <div role="status">
            <Callout tone={success ? "good" : "warn"} title={titleOf(result)}>
              {result.errorClass !== null && known("advice", result.errorClass)}
            </Callout>
          </div>
          <KeyValue
            columns={2}
            items={[
              { label: t("common.status"), value: <HttpStatus status={statusCode} /> },
              { label: t("common.time"), value: fmt.duration(responseTime) },
            ]}
          />
          {responseBody !== null && responseBody !== "" ? (
            <Json label={t("deliveries.responseBody")} text={responseBody} />
          ) : (
            statusCode !== null && <p class="muted">{t("deliveries.responseEmpty")}</p>
          )}
          {lines.length > 0 && (
            <Disclosure summary={t("deliveries.responseHeaders")}>
              <Code label={t("deliveries.responseHeaders")} text={lines.join("\n")} />
            </Disclosure>
          )}
          <Disclosure summary={t("webhook.whatWasSent")}>
            <Code label={t("common.request")} text={rawRequest(result.request)} isWrapped />
          </Disclosure>
        </Stack>
      </Card>
    </div>
  );
}

function titleOf({ success, errorClass, error }: TestResult): string {
  if (success) return t("webhook.testArrived");
  const reason = errorClass === null ? error : known("errorClass", errorClass);
  return t("webhook.testFailed", { reason: reason ?? t("common.unknown") });
}
