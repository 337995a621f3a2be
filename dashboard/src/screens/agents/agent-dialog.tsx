import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { answer, api } from "#dashboard/app/client.ts";
import { useMutation } from "#dashboard/app/mutation.ts";
import type { ApiProblem } from "#dashboard/app/problem.ts";
import { t } from "#dashboard/i18n/t.ts";
import { Button } from "#dashboard/ui/button.tsx";
import { Switch } from "#dashboard/ui/choice.tsx";
import { Dialog } from "#dashboard/ui/dialog.tsx";
import { FormProblem } from "#dashboard/ui/field.tsx";
import { TextArea, TextInput } from "#dashboard/ui/input.tsx";
import { Stack } from "#dashboard/ui/layout.tsx";
import type { Agent } from "#sdk/schema.ts";

const FORM = "agent-form";

/** Makes an agent, or changes the one that it is given. */
export function AgentDialog(props: {
  readonly agent: Agent | null;
  readonly onClose: () => void;
}): JSX.Element {
  const { agent, onClose } = props;
  const [name, setName] = useState(agent?.name ?? "");
  const [references, setReferences] = useState((agent?.references ?? []).join("\n"));
  const [isActive, setIsActive] = useState(agent?.isActive ?? true);
  const [isMailbox, setIsMailbox] = useState(agent?.isMailbox ?? false);
  const save = useMutation(
    () => {
      const body = { name, references: lines(references), isActive, isMailbox };
      return agent === null
        ? answer(api.POST("/v1/agents", { body }))
        : answer(api.PATCH("/v1/agents/{id}", { params: { path: { id: agent.id } }, body }));
    },
    {
      invalidates: ["agents"],
      success: (saved) =>
        t(agent === null ? "agents.created" : "agents.saved", { name: saved.name }),
      onSuccess: onClose,
      quiet: true,
    },
  );
  const labels = { name: t("common.name"), references: t("agents.references") };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(agent === null ? "agents.new" : "agents.edit")}
      footer={
        <>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button variant="primary" type="submit" form={FORM} busy={save.isRunning}>
            {t(agent === null ? "common.create" : "common.save")}
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
          <TextArea
            label={labels.references}
            name="references"
            isMono
            optional
            rows={4}
            value={references}
            onInput={setReferences}
            hint={t("agents.referencesHint")}
            error={referenceError(save.error)}
          />
          <Switch
            label={t("agents.isActive")}
            hint={t("agents.isActiveHint")}
            checked={isActive}
            onChange={setIsActive}
          />
          <Switch
            label={t("agents.isMailbox")}
            hint={t("agents.isMailboxHint")}
            checked={isMailbox}
            onChange={setIsMailbox}
          />
        </Stack>
      </form>
    </Dialog>
  );
}

function lines(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** The API names the single reference, or the agent that has it; the form has one field for all of them. */
function referenceError(problem: ApiProblem | undefined): string | undefined {
  if (problem?.status === 409) return problem.detail;
  const found = Object.entries(problem?.fields ?? {});
  return found.find(([path]) => path.startsWith("references"))?.[1];
}
