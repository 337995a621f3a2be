import type { JSX } from "preact";
import { fmt, t } from "#dashboard/i18n/t.ts";
import { timesOf } from "#dashboard/shared/retry-times.ts";
import { Radios } from "#dashboard/ui/choice.tsx";
import { FormRow } from "#dashboard/ui/field.tsx";
import { TextInput } from "#dashboard/ui/input.tsx";
import { Stack } from "#dashboard/ui/layout.tsx";
import type { PartProps } from "./parts.ts";
import { errorAt } from "./problems.ts";
import { delaysOf } from "./schedule.ts";

/** When a failed delivery is tried again, shown as the times that come of it. */
export function RetryField({ draft, set, problem }: PartProps): JSX.Element {
  const delays = delaysOf(draft);
  const error = (field: string) => errorAt(problem, `retryPolicy.${field}`);
  return (
    <Stack gap={3}>
      <Radios
        label={t("webhookForm.retry")}
        name="retryPolicy"
        value={draft.hasOwnRetry ? "own" : "dialect"}
        options={[
          {
            value: "dialect",
            label: t("webhookForm.retryUsual"),
            hint: t("webhookForm.retryUsualHint", {
              dialect: t(`webhooks.dialect_${draft.dialect}`),
            }),
          },
          { value: "own", label: t("webhookForm.retryOwn"), hint: t("webhookForm.retryOwnHint") },
        ]}
        onChange={(mode) => set({ hasOwnRetry: mode === "own" })}
      />
      {draft.hasOwnRetry && (
        <FormRow>
          <TextInput
            label={t("webhookForm.maxAttempts")}
            name="retryPolicy.maxAttempts"
            type="number"
            min={1}
            max={20}
            step={1}
            value={draft.maxAttempts}
            onInput={(maxAttempts) => set({ maxAttempts })}
            error={error("maxAttempts")}
          />
          <TextInput
            label={t("webhookForm.initialDelay")}
            name="retryPolicy.initialDelay"
            type="number"
            min={0}
            step="any"
            suffix={t("common.seconds")}
            value={draft.initialDelay}
            onInput={(initialDelay) => set({ initialDelay })}
            error={error("initialDelay")}
          />
          <TextInput
            label={t("webhookForm.backoffFactor")}
            name="retryPolicy.backoffFactor"
            type="number"
            min={1}
            max={10}
            step="any"
            prefix="×"
            value={draft.backoffFactor}
            onInput={(backoffFactor) => set({ backoffFactor })}
            error={error("backoffFactor")}
          />
          <TextInput
            label={t("webhookForm.maxDelay")}
            name="retryPolicy.maxDelay"
            type="number"
            min={0}
            step="any"
            suffix={t("common.seconds")}
            value={draft.maxDelay}
            onInput={(maxDelay) => set({ maxDelay })}
            error={error("maxDelay")}
          />
        </FormRow>
      )}
      <div class="form-schedule" role="status">
        {delays === undefined ? (
          <p class="muted">{t("webhookForm.noSchedule")}</p>
        ) : (
          <Schedule delays={delays} />
        )}
      </div>
    </Stack>
  );
}

function Schedule({ delays }: { readonly delays: readonly number[] }): JSX.Element {
  const times = timesOf(delays);
  return (
    <>
      <p class="form-schedule-title">
        {t("webhookForm.attempts", { n: times.length })}
        {delays.length > 0 && (
          <span class="muted">
            {" "}
            {t("webhookForm.attemptsWithin", { time: fmt.duration((times.at(-1) ?? 0) * 1000) })}
          </span>
        )}
      </p>
      <ol class="form-times">
        {times.map((seconds, index) => (
          <li key={index}>
            {index === 0 ? t("webhookForm.atOnce") : `+ ${fmt.duration(seconds * 1000)}`}
          </li>
        ))}
      </ol>
    </>
  );
}
