import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { answer, api } from "#dashboard/app/client.ts";
import { useMutation } from "#dashboard/app/mutation.ts";
import { useUrlState } from "#dashboard/app/url-state.ts";
import { t } from "#dashboard/i18n/t.ts";
import { dialectOf } from "#dashboard/shared/dialects.ts";
import { LinkButton } from "#dashboard/ui/button.tsx";
import { Stack } from "#dashboard/ui/layout.tsx";
import { Empty } from "#dashboard/ui/states.tsx";
import type { TestResult, TestWebhook, Webhook } from "#sdk/schema.ts";
import { Answer } from "./answer.tsx";
import { RequestPreview } from "./request-preview.tsx";
import { TestForm } from "./test-form.tsx";

const NO_KEY = { eventKey: "" };

/** Sends a sample now, and shows what went and what came back. */
export function TestTab({ webhook }: { readonly webhook: Webhook }): JSX.Element {
  const { id, eventKeys } = webhook;
  const [{ eventKey: asked }, set] = useUrlState(NO_KEY);
  const eventKey = eventKeys.find((key) => key === asked) ?? eventKeys[0];
  const [result, setResult] = useState<TestResult>();
  // What is typed; the sample of the event where nothing is.
  const [text, setText] = useState<string>();
  const send = useMutation(
    (body: TestWebhook) =>
      answer(
        api.POST("/v1/webhooks/{webhookId}/test", { params: { path: { webhookId: id } }, body }),
      ),
    { invalidates: ["deliveries", "stats"], quiet: true, onSuccess: setResult },
  );
  if (eventKey === undefined) {
    return (
      <Empty
        icon="event"
        title={t("webhook.noEvents")}
        action={
          <LinkButton href={`/dashboard/webhooks/${id}/edit`} icon="edit">
            {t("common.edit")}
          </LinkButton>
        }
      >
        {t("webhook.testNeedsEvent")}
      </Empty>
    );
  }
  const body = bodyOf(eventKey, text);
  return (
    <div class="webhook-test">
      <TestForm
        dialect={dialectOf(webhook.dialect)}
        webhook={webhook}
        eventKey={eventKey}
        text={text}
        problem={send.error}
        isValid={body !== null}
        isSending={send.isRunning}
        onEventKey={(next) => {
          set({ eventKey: next });
          setText(undefined);
        }}
        onText={setText}
        onSend={() => body !== null && void send.run(body)}
      />
      <Stack gap={6}>
        {result !== undefined && <Answer result={result} />}
        <RequestPreview webhookId={id} body={body} />
      </Stack>
    </div>
  );
}

/** Null where what is typed is no JSON. */
function bodyOf(eventKey: string, text: string | undefined): TestWebhook | null {
  if (text === undefined) return { eventKey };
  try {
    const payload: unknown = JSON.parse(text);
    // The API takes null for left out, which would send the sample.
    return payload === null ? null : { eventKey, payload };
  } catch {
    return null;
  }
}
