import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { answer, api } from "#dashboard/app/client.ts";
import { useMutation } from "#dashboard/app/mutation.ts";
import { useNavigate } from "#dashboard/app/navigate.ts";
import { t } from "#dashboard/i18n/t.ts";
import { Button, LinkButton } from "#dashboard/ui/button.tsx";
import { FormActions, FormProblem } from "#dashboard/ui/field.tsx";
import { SecretInput, TextArea, TextInput } from "#dashboard/ui/input.tsx";
import { Stack } from "#dashboard/ui/layout.tsx";
import type { Connection, Provider } from "#sdk/schema.ts";
import { SettingField } from "./setting-field.tsx";
import { draftOf, lines, settingsOf } from "./settings-draft.ts";
import { inWords } from "./use-providers.ts";

export type ConnectionFormProps = {
  readonly provider: Provider;
  /** Null: a new one. */
  readonly connection: Connection | null;
};

/** The secret is asked for once; afterwards it is rotated, never shown. */
export function ConnectionForm({ provider, connection }: ConnectionFormProps): JSX.Element {
  const go = useNavigate();
  const [name, setName] = useState(connection?.name ?? provider.name);
  const [secret, setSecret] = useState("");
  const [identifiers, setIdentifiers] = useState((connection?.identifiers ?? []).join("\n"));
  const [settings, setSettings] = useState(() =>
    draftOf(provider.settings, connection?.settings ?? {}),
  );
  const save = useMutation(
    () => {
      const isPatch = connection !== null;
      const body = {
        name,
        identifiers: lines(identifiers),
        settings: settingsOf(provider.settings, settings, isPatch),
      };
      return isPatch
        ? answer(api.PATCH("/v1/connections/{id}", { params: { path: connection }, body }))
        : answer(api.POST("/v1/connections", { body: { ...body, provider: provider.id, secret } }));
    },
    {
      invalidates: ["connections"],
      success: (saved) =>
        connection === null
          ? t("connections.created", { name: saved.name })
          : t("connections.saved"),
      onSuccess: ({ id }) => go(`/dashboard/connections/${id}`),
      quiet: true,
    },
  );
  const fields = save.error?.fields ?? {};
  const labels = {
    name: t("connections.name"),
    secret: inWords(provider.secret.title),
    identifiers: t("connections.identifiers"),
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save.run();
      }}
    >
      <Stack>
        <FormProblem problem={save.error} labels={labels} />
        <TextInput
          label={labels.name}
          name="name"
          required
          maxLength={200}
          hint={t("connections.nameHint")}
          value={name}
          onInput={setName}
          error={fields["name"]}
        />
        {connection === null && (
          <SecretInput
            label={labels.secret}
            name="secret"
            required
            hint={inWords(provider.secret.description)}
            value={secret}
            onInput={setSecret}
            error={fields["secret"]}
          />
        )}
        <TextArea
          label={inWords(provider.identifiers) || labels.identifiers}
          name="identifiers"
          isMono
          optional
          rows={2}
          hint={t("connections.identifiersHint")}
          value={identifiers}
          onInput={setIdentifiers}
          error={fields["identifiers"] ?? fields["identifiers.0"]}
        />
        {provider.settings.map((setting) => (
          <SettingField
            key={setting.name}
            setting={setting}
            draft={settings[setting.name] ?? { text: "", username: "" }}
            onChange={(draft) => setSettings({ ...settings, [setting.name]: draft })}
            error={fields[`settings.${setting.name}`]}
          />
        ))}
        <FormActions>
          <LinkButton
            href={`/dashboard/connections${connection === null ? "" : `/${connection.id}`}`}
          >
            {t("common.cancel")}
          </LinkButton>
          <Button variant="primary" type="submit" busy={save.isRunning}>
            {t(connection === null ? "common.create" : "common.save")}
          </Button>
        </FormActions>
      </Stack>
    </form>
  );
}
