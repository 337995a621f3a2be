import type { JSX } from "preact";
import { fmt, t } from "#dashboard/i18n/t.ts";
import { DIALECT_FACTS } from "#dashboard/shared/dialects.ts";
import { Radios, Select } from "#dashboard/ui/choice.tsx";
import { FormRow } from "#dashboard/ui/field.tsx";
import { SecretInput, TextArea, TextInput } from "#dashboard/ui/input.tsx";
import { Card, Disclosure, Stack } from "#dashboard/ui/layout.tsx";
import type { PartProps } from "./parts.ts";
import { errorAt } from "./problems.ts";
import { RetryField } from "./retry-field.tsx";

/** How it is delivered. Nothing of it has to be set. */
export function SettingsPart(props: PartProps & { readonly isNew: boolean }): JSX.Element {
  const { draft, set, problem, isNew } = props;
  const usual = fmt.number(DIALECT_FACTS[draft.dialect].timeoutSeconds);
  return (
    <Card title={t("webhookForm.settingsTitle")} description={t("webhookForm.settingsText")}>
      <Stack gap={5}>
        <RetryField {...props} />
        <Disclosure summary={t("webhookForm.advanced")} open={!isNew || hasProblem(props)}>
          <Stack gap={5}>
            <FormRow>
              <Select
                label={t("webhookForm.method")}
                name="method"
                value={draft.method}
                options={[
                  { value: "POST", label: "POST" },
                  { value: "GET", label: "GET" },
                ]}
                onChange={(method) => set({ method })}
                hint={t("webhookForm.methodHint")}
              />
              <TextInput
                label={t("webhookForm.timeout")}
                name="timeoutSeconds"
                type="number"
                min={1}
                max={120}
                step="any"
                placeholder={usual}
                suffix={t("common.seconds")}
                value={draft.timeout}
                onInput={(timeout) => set({ timeout })}
                hint={t("webhookForm.timeoutHint", { usual })}
                error={errorAt(problem, "timeoutSeconds")}
              />
              <TextInput
                label={t("webhookForm.rate")}
                name="rateLimit"
                type="number"
                min={0.1}
                max={1000}
                step="any"
                suffix={t("webhookForm.perSecond")}
                value={draft.rate}
                onInput={(rate) => set({ rate })}
                hint={t("webhookForm.rateHint")}
                error={errorAt(problem, "rateLimit")}
              />
              <TextInput
                label={t("webhookForm.deactivate")}
                name="deactivateAfterDays"
                type="number"
                min={1}
                max={365}
                step={1}
                suffix={t("webhookForm.days")}
                value={draft.deactivateAfterDays}
                onInput={(deactivateAfterDays) => set({ deactivateAfterDays })}
                hint={t("webhookForm.deactivateHint")}
                error={errorAt(problem, "deactivateAfterDays")}
              />
            </FormRow>
            <Radios
              label={t("webhookForm.ordering")}
              name="ordering"
              value={draft.ordering}
              options={[
                {
                  value: "none",
                  label: t("webhookForm.orderNone"),
                  hint: t("webhookForm.orderNoneHint"),
                },
                {
                  value: "call",
                  label: t("webhookForm.orderCall"),
                  hint: t("webhookForm.orderCallHint"),
                },
              ]}
              onChange={(ordering) => set({ ordering })}
            />
            <Radios
              label={t("webhookForm.signature")}
              name="signatureAlgorithm"
              value={draft.signatureAlgorithm}
              options={[
                {
                  value: "hmac-sha256",
                  label: "HMAC-SHA256",
                  hint: t("webhookForm.hmacHint"),
                },
                { value: "ed25519", label: "Ed25519", hint: t("webhookForm.ed25519Hint") },
              ]}
              onChange={(signatureAlgorithm) => set({ signatureAlgorithm })}
            />
            {isNew && (
              <SecretInput
                label={t("webhookForm.secret")}
                name="secret"
                optional
                maxLength={256}
                value={draft.secret}
                onInput={(secret) => set({ secret })}
                hint={t("webhookForm.secretHint")}
                error={errorAt(problem, "secret")}
              />
            )}
            <TextArea
              label={t("webhookForm.description")}
              name="description"
              optional
              rows={2}
              maxLength={500}
              value={draft.description}
              onInput={(description) => set({ description })}
              error={errorAt(problem, "description")}
            />
          </Stack>
        </Disclosure>
      </Stack>
    </Card>
  );
}

const INSIDE = ["timeoutSeconds", "rateLimit", "deactivateAfterDays", "secret", "description"];

/** What is wrong must not be hidden. */
function hasProblem({ problem }: PartProps): boolean {
  return INSIDE.some((path) => errorAt(problem, path) !== undefined);
}
