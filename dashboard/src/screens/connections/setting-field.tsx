import type { JSX } from "preact";
import { t } from "#dashboard/i18n/t.ts";
import { Select } from "#dashboard/ui/choice.tsx";
import { Fieldset, FormRow } from "#dashboard/ui/field.tsx";
import { SecretInput, TextArea, TextInput } from "#dashboard/ui/input.tsx";
import type { ProviderSetting } from "#sdk/schema.ts";
import type { SettingDraft } from "./settings-draft.ts";
import { inWords } from "./use-providers.ts";

export type SettingFieldProps = {
  readonly setting: ProviderSetting;
  readonly draft: SettingDraft;
  readonly onChange: (draft: SettingDraft) => void;
  readonly error: string | undefined;
};

/** One setting, as its provider describes it. */
export function SettingField(props: SettingFieldProps): JSX.Element {
  const { setting, draft, onChange, error } = props;
  const common = {
    label: inWords(setting.title),
    hint: inWords(setting.description),
    name: `settings.${setting.name}`,
    error,
    optional: true,
  };
  const put = (text: string) => onChange({ ...draft, text });
  if (setting.kind === "credentials") return <Credentials {...props} />;
  if (setting.kind === "boolean") {
    return (
      <Select
        {...common}
        value={draft.text}
        options={[
          { value: "", label: t("connections.notSet") },
          { value: "true", label: t("common.yes") },
          { value: "false", label: t("common.no") },
        ]}
        onChange={put}
      />
    );
  }
  if (setting.kind === "addresses") {
    return <TextArea {...common} rows={3} isMono value={draft.text} onInput={put} />;
  }
  if (setting.isSecret) return <SecretInput {...common} value={draft.text} onInput={put} />;
  const type = setting.kind === "seconds" ? "number" : "text";
  return (
    <TextInput
      {...common}
      type={type}
      {...(type === "number" && { min: 0, suffix: t("common.seconds") })}
      value={draft.text}
      onInput={put}
    />
  );
}

function Credentials({ setting, draft, onChange, error }: SettingFieldProps): JSX.Element {
  return (
    <Fieldset legend={inWords(setting.title)} hint={inWords(setting.description)} error={error}>
      <FormRow>
        <TextInput
          label={t("connections.username")}
          name={`settings.${setting.name}.username`}
          optional
          value={draft.username}
          onInput={(username) => onChange({ ...draft, username })}
        />
        <SecretInput
          label={t("connections.password")}
          name={`settings.${setting.name}.password`}
          optional
          value={draft.text}
          onInput={(text) => onChange({ ...draft, text })}
        />
      </FormRow>
    </Fieldset>
  );
}
