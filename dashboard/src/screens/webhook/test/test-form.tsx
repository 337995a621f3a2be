import type { JSX } from "preact";
import { answer, api } from "#dashboard/app/client.ts";
import type { ApiProblem } from "#dashboard/app/problem.ts";
import { useQuery } from "#dashboard/app/query.ts";
import { t } from "#dashboard/i18n/t.ts";
import type { DialectId } from "#dashboard/shared/dialects.ts";
import { inWords } from "#dashboard/shared/in-words.ts";
import { Button } from "#dashboard/ui/button.tsx";
import { Select } from "#dashboard/ui/choice.tsx";
import { FormProblem } from "#dashboard/ui/field.tsx";
import { TextArea } from "#dashboard/ui/input.tsx";
import { Card, Row, Stack } from "#dashboard/ui/layout.tsx";
import type { Webhook } from "#sdk/schema.ts";
import { useSample } from "./use-sample.ts";

export type TestFormProps = {
  readonly webhook: Webhook;
  readonly dialect: DialectId;
  readonly eventKey: string;
  readonly text: string | undefined;
  readonly problem: ApiProblem | undefined;
  readonly isValid: boolean;
  readonly isSending: boolean;
  readonly onEventKey: (eventKey: string) => void;
  readonly onText: (text: string | undefined) => void;
  readonly onSend: () => unknown;
};

/** Which event, and with what in it. */
export function TestForm(props: TestFormProps): JSX.Element {
  const { webhook, dialect, eventKey, text, problem, isValid, isSending } = props;
  const known = useQuery(`event-keys/${dialect}`, (signal) =>
    answer(api.GET("/v1/event-keys", { params: { query: { dialect } }, signal })),
  );
  const rows = new Map(known.data?.data.map((row) => [row.key, row]));
  const sample = useSample(webhook.id, eventKey);
  const described = rows.get(eventKey);
  return (
    <Card title={t("webhook.testTitle")} description={t("webhook.testText")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          props.onSend();
        }}
      >
        <Stack>
          <FormProblem
            problem={problem}
            labels={{ eventKey: t("common.event"), payload: t("webhook.payload") }}
          />
          <Select
            label={t("common.event")}
            name="eventKey"
            value={eventKey}
            options={webhook.eventKeys.map((value) => {
              const row = rows.get(value);
              return {
                value,
                label: row === undefined ? value : `${value} – ${inWords(row.title)}`,
              };
            })}
            onChange={props.onEventKey}
            hint={described === undefined ? undefined : inWords(described.description)}
            error={problem?.fields["eventKey"]}
          />
          <TextArea
            label={t("webhook.payload")}
            name="payload"
            rows={16}
            isMono
            value={text ?? sample ?? ""}
            onInput={props.onText}
            hint={t(text === undefined ? "webhook.payloadSample" : "webhook.payloadOwn")}
            error={isValid ? problem?.fields["payload"] : t("webhook.payloadNotJson")}
          />
          <Row>
            <Button
              variant="primary"
              type="submit"
              icon="play"
              busy={isSending}
              disabled={!isValid}
            >
              {t("webhook.sendTest")}
            </Button>
            {text !== undefined && (
              <Button variant="ghost" onClick={() => props.onText(undefined)}>
                {t("webhook.backToSample")}
              </Button>
            )}
          </Row>
          {!webhook.isActive && <p class="muted">{t("webhook.testWhileOff")}</p>}
        </Stack>
      </form>
    </Card>
  );
}
