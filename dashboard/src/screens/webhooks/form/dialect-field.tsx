import type { JSX } from "preact";
import { fmt, t } from "#dashboard/i18n/t.ts";
import { DIALECT_FACTS, DIALECTS, type DialectId } from "#dashboard/shared/dialects.ts";
import { Radios } from "#dashboard/ui/choice.tsx";
import { Card, Stack } from "#dashboard/ui/layout.tsx";
import type { PartProps } from "./parts.ts";
import { errorAt } from "./problems.ts";

/** Each format in plain words, with what it does where nothing else is set. */
export function DialectField(
  props: PartProps & {
    readonly onChoose: (dialect: DialectId) => void;
    readonly note: string | undefined;
  },
): JSX.Element {
  const { draft, problem, onChoose, note } = props;
  return (
    <Card title={t("webhookForm.dialectTitle")} description={t("webhookForm.dialectText")}>
      <Stack gap={3}>
        <div class="form-dialects">
          <Radios
            label={t("webhookForm.dialectTitle")}
            hideLabel
            name="dialect"
            value={draft.dialect}
            options={DIALECTS.map((value) => ({
              value,
              label: t(`webhooks.dialect_${value}`),
              hint: (
                <>
                  {t(`webhookForm.about_${value}`)} <span class="faint">{factsOf(value)}</span>
                </>
              ),
            }))}
            onChange={onChoose}
            error={errorAt(problem, "dialect")}
          />
        </div>
        <p class="form-note" role="status">
          {note}
        </p>
      </Stack>
    </Card>
  );
}

function factsOf(dialect: DialectId): string {
  const { timeoutSeconds, delaysSeconds } = DIALECT_FACTS[dialect];
  return t("webhookForm.dialectFacts", {
    n: delaysSeconds.length,
    timeout: fmt.duration(timeoutSeconds * 1000),
  });
}
