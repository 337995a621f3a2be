import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { answer, api } from "#dashboard/app/client.ts";
import { useMutation } from "#dashboard/app/mutation.ts";
import { t } from "#dashboard/i18n/t.ts";
import { Button } from "#dashboard/ui/button.tsx";
import { Dialog } from "#dashboard/ui/dialog.tsx";
import { FormProblem } from "#dashboard/ui/field.tsx";
import { TextInput } from "#dashboard/ui/input.tsx";
import { Stack } from "#dashboard/ui/layout.tsx";
import type { IssuedApiKey } from "#sdk/schema.ts";
import { IssuedKey } from "./issued-key.tsx";
import { ScopeField } from "./scope-field.tsx";
import type { Scope } from "./scopes.ts";

const FORM = "key-form";

/** Asks for a name and scopes, then shows the key, once. */
export function NewKeyDialog({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<readonly Scope[]>([]);
  const [isAsked, setIsAsked] = useState(false);
  const [issued, setIssued] = useState<IssuedApiKey | null>(null);
  const create = useMutation(
    () => answer(api.POST("/v1/api-keys", { body: { name, scopes: [...scopes] } })),
    { invalidates: ["keys"], onSuccess: setIssued, quiet: true },
  );
  if (issued !== null) return <IssuedKey issued={issued} onClose={onClose} />;
  const { error } = create;
  const noScope = isAsked && scopes.length === 0 ? t("keys.noScope") : undefined;
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("keys.new")}
      footer={
        <>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button variant="primary" type="submit" form={FORM} busy={create.isRunning}>
            {t("common.create")}
          </Button>
        </>
      }
    >
      <form
        id={FORM}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setIsAsked(true);
          if (scopes.length > 0) void create.run();
        }}
      >
        <Stack>
          <FormProblem
            problem={error}
            labels={{ name: t("common.name"), scopes: t("keys.scopes") }}
          />
          <TextInput
            label={t("common.name")}
            name="name"
            required
            maxLength={200}
            placeholder={t("keys.namePlaceholder")}
            value={name}
            onInput={setName}
            error={error?.fields["name"]}
          />
          <ScopeField
            chosen={scopes}
            onChange={setScopes}
            error={noScope ?? error?.fields["scopes"]}
          />
        </Stack>
      </form>
    </Dialog>
  );
}
