import { ApiProblem } from "#dashboard/app/problem.ts";
import { t } from "#dashboard/i18n/t.ts";
import { type Draft, filledHeaders } from "./draft.ts";

type FieldError = { readonly path: string; readonly message: string };

/** What can be told before the gateway is asked; undefined where nothing is wrong. */
export function problemIn(draft: Draft): ApiProblem | undefined {
  const errors = [
    ...(draft.url.trim() === "" ? [error("url", t("webhookForm.urlMissing"))] : []),
    ...(isNobody(draft.agents) ? [error("agentIds", t("webhookForm.agentsMissing"))] : []),
    ...(isNobody(draft.workflows) ? [error("workflowIds", t("webhookForm.workflowsMissing"))] : []),
    ...twice(draft).map((name) => error(`headers.${name}`, t("fieldError.headerTwice"))),
    ...(draft.eventKeys.length === 0 ? [error("eventKeys", t("webhookForm.eventsMissing"))] : []),
  ];
  if (errors.length === 0) return undefined;
  return new ApiProblem(400, { code: "invalid-request", detail: "", errors, requestId: null });
}

/** What is wrong with a field, or with something in it. */
export function errorAt(problem: ApiProblem | undefined, path: string): string | undefined {
  const fields = problem?.fields ?? {};
  const inside = Object.entries(fields).find(([name]) => name.startsWith(`${path}.`));
  return fields[path] ?? inside?.[1];
}

function isNobody({ isAll, chosen }: Draft["agents"]): boolean {
  return !isAll && chosen.length === 0;
}

/** Of one object the later would silently win. */
function twice(draft: Draft): readonly string[] {
  const byName = Map.groupBy(filledHeaders(draft), ({ name }) => name.toLowerCase());
  return [...byName.values()].flatMap((rows) => (rows.length < 2 ? [] : (rows[1]?.name ?? [])));
}

function error(path: string, message: string): FieldError {
  return { path, message };
}
