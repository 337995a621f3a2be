import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { answer, api, request } from "#dashboard/app/client.ts";
import { useMutation } from "#dashboard/app/mutation.ts";
import { useQuery } from "#dashboard/app/query.ts";
import { t } from "#dashboard/i18n/t.ts";
import { Button } from "#dashboard/ui/button.tsx";
import { Checkbox } from "#dashboard/ui/choice.tsx";
import { Fieldset, FormProblem, FormRow } from "#dashboard/ui/field.tsx";
import { TextInput } from "#dashboard/ui/input.tsx";
import { Card, Row, Stack } from "#dashboard/ui/layout.tsx";
import type { Recover, RecoveryCount, Webhook } from "#sdk/schema.ts";
import { Count } from "./count.tsx";
import { DAY_MS, instantOf, localText, SPANS } from "./span.ts";

const REFRESH_MS = 10_000;
const STATUSES = ["failed", "suppressed"] as const;

/** From when to when, and which; counted before anything is sent. */
export function RecoverForm({ webhook }: { readonly webhook: Webhook }): JSX.Element {
  const { id, isActive } = webhook;
  const [since, setSince] = useState(() => localText(Date.now() - DAY_MS));
  const [until, setUntil] = useState("");
  const [statuses, setStatuses] = useState<readonly (typeof STATUSES)[number][]>(STATUSES);
  const asked = askedFor(since, until, statuses);
  const count = useQuery(
    asked === null ? null : `recoveries-count/${id}?${JSON.stringify(asked)}`,
    (signal) =>
      request<RecoveryCount>("POST", `/v1/webhooks/${encodeURIComponent(id)}/recover`, {
        body: { ...asked, dryRun: true },
        signal,
      }),
    { refreshMs: REFRESH_MS },
  );
  const start = useMutation(
    (body: Recover) => {
      const params = { path: { webhookId: id } };
      return answer(api.POST("/v1/webhooks/{webhookId}/recover", { params, body }));
    },
    {
      invalidates: ["recoveries", "deliveries", "stats"],
      success: t("webhook.recoveryStarted"),
      quiet: true,
    },
  );
  const problem = start.error ?? (count.data === undefined ? count.error : undefined);
  const n = count.data?.count ?? 0;
  return (
    <Card title={t("webhook.recoverTitle")} description={t("webhook.recoverText")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (asked !== null && n > 0 && isActive) void start.run(asked);
        }}
      >
        <Stack>
          <FormProblem
            problem={start.error}
            labels={{ since: t("common.since"), until: t("common.until") }}
          />
          <FormRow>
            <TextInput
              label={t("common.since")}
              name="since"
              type="datetime-local"
              required
              value={since}
              onInput={setSince}
              error={problem?.fields["since"]}
              hint={t("webhook.yourTime")}
            />
            <TextInput
              label={t("common.until")}
              name="until"
              type="datetime-local"
              optional
              value={until}
              onInput={setUntil}
              error={problem?.fields["until"]}
              hint={t("webhook.untilHint")}
            />
          </FormRow>
          <Row>
            {SPANS.map(({ label, ms }) => (
              <Button
                key={label}
                size="sm"
                onClick={() => {
                  setSince(localText(Date.now() - ms));
                  setUntil("");
                }}
              >
                {t(label)}
              </Button>
            ))}
          </Row>
          <Fieldset legend={t("webhook.which")}>
            {STATUSES.map((status) => (
              <Checkbox
                key={status}
                name="statuses"
                label={t(`status.${status}`)}
                hint={t(`webhook.which_${status}`)}
                checked={statuses.includes(status)}
                onChange={(isOn) =>
                  setStatuses(
                    STATUSES.filter((one) => (one === status ? isOn : statuses.includes(one))),
                  )
                }
              />
            ))}
          </Fieldset>
          <Count count={count} isAsked={asked !== null} />
          {!isActive && <p class="muted">{t("webhook.recoverNeedsOn")}</p>}
          <Row>
            <Button
              variant="primary"
              type="submit"
              icon="replay"
              busy={start.isRunning}
              disabled={n === 0 || !isActive}
            >
              {n === 0 ? t("webhook.recover") : t("webhook.recoverN", { n })}
            </Button>
          </Row>
        </Stack>
      </form>
    </Card>
  );
}

/** Null where it cannot be asked for. */
function askedFor(
  since: string,
  until: string,
  statuses: readonly (typeof STATUSES)[number][],
): Recover | null {
  const [from, to] = [instantOf(since), until === "" ? undefined : instantOf(until)];
  if (from === undefined || statuses.length === 0 || (until !== "" && to === undefined))
    return null;
  return { since: from, ...(to !== undefined && { until: to }), statuses: [...statuses] };
}
