import "../webhooks.css";
import "./form.css";
import type { ComponentChildren, JSX } from "preact";
import { useRef } from "preact/hooks";
import type { ApiProblem } from "#dashboard/app/problem.ts";
import { t } from "#dashboard/i18n/t.ts";
import { Button, LinkButton } from "#dashboard/ui/button.tsx";
import { FormProblem } from "#dashboard/ui/field.tsx";
import { TextInput } from "#dashboard/ui/input.tsx";
import { Card, Split, Stack } from "#dashboard/ui/layout.tsx";
import { DialectField } from "./dialect-field.tsx";
import type { Draft } from "./draft.ts";
import { EventsPart } from "./events-part.tsx";
import { FiltersPart } from "./filters-part.tsx";
import { HeadersPart } from "./headers-part.tsx";
import { labelsOf } from "./labels.ts";
import { Preview } from "./preview.tsx";
import { errorAt } from "./problems.ts";
import { ScopePart } from "./scope-part.tsx";
import { SettingsPart } from "./settings-part.tsx";
import { UrlField } from "./url-field.tsx";
import { useDialect } from "./use-dialect.ts";
import { usePreview } from "./use-preview.ts";

export type WebhookFormProps = {
  readonly draft: Draft;
  readonly set: (change: Partial<Draft>) => void;
  readonly problem: ApiProblem | undefined;
  readonly isNew: boolean;
  readonly isSaving: boolean;
  readonly onSave: (then: "show" | "test") => void;
  readonly cancelHref: string;
  /** What has to be said above it. */
  readonly children?: ComponentChildren;
};

/** The steps of a webhook, one below the other, and beside them what would come of it. */
export function WebhookForm(props: WebhookFormProps): JSX.Element {
  const { draft, set, problem, isNew, isSaving, onSave } = props;
  const then = useRef<"show" | "test">("show");
  const part = { draft, set, problem };
  const dialect = useDialect(draft, set);
  const preview = usePreview(draft);
  const saveAs = (next: "show" | "test") => () => {
    then.current = next;
  };
  return (
    <form
      class="webhook-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSave(then.current);
        then.current = "show";
      }}
    >
      <Split side={<Preview preview={preview} />}>
        {props.children}
        <FormProblem problem={problem} labels={labelsOf(draft)} />
        <Card title={t("webhookForm.whereTitle")} description={t("webhookForm.whereText")}>
          <Stack>
            <UrlField {...part} />
            <TextInput
              label={t("common.name")}
              name="name"
              optional
              maxLength={255}
              placeholder={t("webhookForm.namePlaceholder")}
              value={draft.name}
              onInput={(name) => set({ name })}
              error={errorAt(problem, "name")}
            />
          </Stack>
        </Card>
        <DialectField {...part} onChoose={dialect.choose} note={dialect.note} />
        <ScopePart {...part} />
        <HeadersPart {...part} />
        <EventsPart {...part} eventKeys={dialect.eventKeys} />
        <FiltersPart {...part} previewProblem={preview.error} />
        <SettingsPart {...part} isNew={isNew} />
      </Split>
      <div class="form-bar">
        <Button variant="primary" type="submit" busy={isSaving} onClick={saveAs("show")}>
          {t(isNew ? "webhookForm.create" : "webhookForm.update")}
        </Button>
        <Button type="submit" busy={isSaving} onClick={saveAs("test")}>
          {t(isNew ? "webhookForm.createAndTest" : "webhookForm.updateAndTest")}
        </Button>
        <LinkButton variant="ghost" href={props.cancelHref}>
          {t("common.cancel")}
        </LinkButton>
      </div>
    </form>
  );
}
