import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { answer, api } from "#dashboard/app/client.ts";
import { useQuery } from "#dashboard/app/query.ts";
import { t } from "#dashboard/i18n/t.ts";
import { Code } from "#dashboard/ui/code.tsx";
import { Card } from "#dashboard/ui/layout.tsx";
import { QueryView, Skeleton } from "#dashboard/ui/states.tsx";
import type { TestPreview, TestWebhook } from "#sdk/schema.ts";

const PAUSE_MS = 400;

/** The request, signed, as it would go out; nothing is sent. */
export function RequestPreview(props: {
  readonly webhookId: string;
  /** Null while what is typed is no JSON. */
  readonly body: TestWebhook | null;
}): JSX.Element {
  const { webhookId } = props;
  const body = useSettled(props.body);
  const query = useQuery(
    body === null ? null : `webhook-preview/${webhookId}?${JSON.stringify(body)}`,
    (signal) => {
      const params = { path: { webhookId } };
      return answer(
        api.POST("/v1/webhooks/{webhookId}/test/preview", {
          params,
          body: body ?? { eventKey: "" },
          signal,
        }),
      );
    },
    { keep: true },
  );
  return (
    <Card title={t("webhook.preview")} description={t("webhook.previewText")}>
      {body === null ? (
        <p class="muted">{t("webhook.payloadNotJson")}</p>
      ) : (
        <QueryView query={query} skeleton={<Skeleton lines={14} />}>
          {(preview) => <Code label={t("common.request")} text={rawRequest(preview)} isWrapped />}
        </QueryView>
      )}
    </Card>
  );
}

/** As HTTP writes it. */
export function rawRequest({ method, url, headers, body }: TestPreview): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  // A GET has the payload in its URL already.
  return [`${method} ${url}`, ...lines, ...(method === "GET" ? [] : ["", body])].join("\n");
}

/** What it was when it last stayed the same for a while. */
function useSettled(body: TestWebhook | null): TestWebhook | null {
  const [settled, setSettled] = useState(body);
  const text = JSON.stringify(body);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(JSON.parse(text) as TestWebhook | null), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
