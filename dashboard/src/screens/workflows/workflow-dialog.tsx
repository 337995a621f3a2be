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
import type { Workflow } from "#sdk/schema.ts";

const FORM = "workflow-form";

/** Makes a workflow, or changes the one that it is given. */
export function WorkflowDialog(props: {
  readonly workflow: Workflow | null;
  readonly onClose: () => void;
}): JSX.Element {
  const { workflow, onClose } = props;
  const [name, setName] = useState(workflow?.name ?? "");
  const [reference, setReference] = useState(workflow?.reference ?? "");
  const save = useMutation(
    () => {
      const body = { name, ...(reference !== "" && { reference }) };
      return workflow === null
        ? answer(api.POST("/v1/workflows", { body }))
        : answer(api.PATCH("/v1/workflows/{id}", { params: { path: { id: workflow.id } }, body }));
    },
    {
      invalidates: ["workflows"],
      success: (saved) =>
        t(workflow === null ? "workflows.created" : "workflows.saved", { name: saved.name }),
      onSuccess: onClose,
      quiet: true,
    },
  );
  const labels = { name: t("common.name"), reference: t("workflows.reference") };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(workflow === null ? "workflows.new" : "workflows.edit")}
      footer={
        <>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button variant="primary" type="submit" form={FORM} busy={save.isRunning}>
            {t(workflow === null ? "common.create" : "common.save")}
          </Button>
        </>
      }
    >
      <form
        id={FORM}
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
            value={name}
            onInput={setName}
            error={save.error?.fields["name"]}
          />
          <TextInput
            label={labels.reference}
            name="reference"
            isMono
            optional={workflow === null}
            maxLength={256}
            value={reference}
            onInput={setReference}
            hint={t("workflows.referenceHint")}
            error={save.error?.fields["reference"]}
          />
        </Stack>
      </form>
    </Dialog>
  );
}
