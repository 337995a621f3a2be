import type { JSX } from "preact";
import { can } from "#dashboard/app/session.ts";
import { t } from "#dashboard/i18n/t.ts";
import { Callout } from "#dashboard/ui/callout.tsx";
import { Card, Stack } from "#dashboard/ui/layout.tsx";
import type { PartProps } from "./parts.ts";
import { errorAt } from "./problems.ts";
import { SelectionField } from "./selection-field.tsx";
import { AGENT_OPTIONS, WORKFLOW_OPTIONS } from "./selection-options.ts";

/** Whose events. */
export function ScopePart({ draft, set, problem }: PartProps): JSX.Element {
  const { agents, workflows } = draft;
  return (
    <Card title={t("webhookForm.scopeTitle")} description={t("webhookForm.scopeText")}>
      <Stack gap={5}>
        <div class="form-columns">
          <SelectionField
            name="agentIds"
            words={{
              legend: t("webhookForm.agents"),
              all: t("webhookForm.allAgents"),
              allHint: t("webhookForm.allAgentsHint"),
              some: t("webhookForm.someAgents"),
              someHint: t("webhookForm.someAgentsHint"),
              pick: t("common.agents"),
              search: t("webhookForm.searchAgents"),
            }}
            selection={agents}
            onChange={(selection) => set({ agents: selection })}
            {...AGENT_OPTIONS}
            error={errorAt(problem, "agentIds")}
            refusal={refusalOf("agents:read")}
          />
          <SelectionField
            name="workflowIds"
            words={{
              legend: t("webhookForm.workflows"),
              all: t("webhookForm.allWorkflows"),
              allHint: t("webhookForm.allWorkflowsHint"),
              some: t("webhookForm.someWorkflows"),
              someHint: t("webhookForm.someWorkflowsHint"),
              pick: t("common.workflows"),
              search: t("webhookForm.searchWorkflows"),
            }}
            selection={workflows}
            onChange={(selection) => set({ workflows: selection })}
            {...WORKFLOW_OPTIONS}
            error={errorAt(problem, "workflowIds")}
            refusal={refusalOf("workflows:read")}
          />
        </div>
        {!(agents.isAll && workflows.isAll) && <Callout>{t(meaningOf(draft))}</Callout>}
      </Stack>
    </Card>
  );
}

function refusalOf(scope: string): string | undefined {
  return can(scope) ? undefined : t("webhookForm.scopeRefused", { scope });
}

/** Calls have no workflow and most events of workflows no agent: what a limit does to the others is not obvious. */
function meaningOf({ agents, workflows }: PartProps["draft"]) {
  if (agents.isAll) return "webhookForm.onlyWorkflows";
  return workflows.isAll ? "webhookForm.onlyAgents" : "webhookForm.either";
}
