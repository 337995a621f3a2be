import type { JSX } from "preact";
import type { ApiProblem } from "#dashboard/app/problem.ts";
import { t } from "#dashboard/i18n/t.ts";
import { TextArea } from "#dashboard/ui/input.tsx";
import { Card } from "#dashboard/ui/layout.tsx";
import type { PartProps } from "./parts.ts";
import { errorAt } from "./problems.ts";

/** Conditions on what would be sent. The preview beside it asks the gateway, which says what is wrong with them. */
export function FiltersPart(
  props: PartProps & { readonly previewProblem: ApiProblem | undefined },
): JSX.Element {
  const { draft, set, problem, previewProblem } = props;
  const error = (path: string) => errorAt(previewProblem, path) ?? errorAt(problem, path);
  return (
    <Card title={t("webhookForm.filtersTitle")} description={t("webhookForm.filtersText")}>
      <div class="form-filters">
        <TextArea
          label={t("webhookForm.campaigns")}
          name="filters.campaigns"
          optional
          isMono
          rows={3}
          value={draft.campaigns}
          onInput={(campaigns) => set({ campaigns })}
          hint={t("webhookForm.campaignsHint")}
          error={error("filters.campaigns")}
        />
        <TextArea
          label={t("webhookForm.filterAgents")}
          name="filters.agents"
          optional
          isMono
          rows={3}
          value={draft.filterAgents}
          onInput={(filterAgents) => set({ filterAgents })}
          hint={t("webhookForm.filterAgentsHint")}
          error={error("filters.agents")}
        />
        <TextArea
          label={t("webhookForm.outcomes")}
          name="filters.outcomes"
          optional
          isMono
          rows={3}
          value={draft.outcomes}
          onInput={(outcomes) => set({ outcomes })}
          hint={t("webhookForm.outcomesHint")}
          error={error("filters.outcomes")}
        />
      </div>
    </Card>
  );
}
