import { type PlainKey, t } from "#dashboard/i18n/t.ts";
import { type Draft, filledHeaders } from "./draft.ts";

/** What the form calls the API's fields. */
export const FIELD_LABELS: Readonly<Record<string, PlainKey>> = {
  url: "webhookForm.url",
  name: "common.name",
  description: "webhookForm.description",
  dialect: "webhookForm.dialectTitle",
  agentIds: "common.agents",
  workflowIds: "common.workflows",
  headers: "webhookForm.headersTitle",
  eventKeys: "webhookForm.eventsTitle",
  filters: "webhookForm.filtersTitle",
  "filters.campaigns": "webhookForm.campaigns",
  "filters.agents": "webhookForm.filterAgents",
  "filters.outcomes": "webhookForm.outcomes",
  method: "webhookForm.method",
  timeoutSeconds: "webhookForm.timeout",
  retryPolicy: "webhookForm.retry",
  "retryPolicy.maxAttempts": "webhookForm.maxAttempts",
  "retryPolicy.initialDelay": "webhookForm.initialDelay",
  "retryPolicy.maxDelay": "webhookForm.maxDelay",
  "retryPolicy.backoffFactor": "webhookForm.backoffFactor",
  ordering: "webhookForm.ordering",
  rateLimit: "webhookForm.rate",
  "rateLimit.perSecond": "webhookForm.rate",
  deactivateAfterDays: "webhookForm.deactivate",
  signatureAlgorithm: "webhookForm.signature",
  secret: "webhookForm.secret",
};

/** Of a form's fields by path, its headers included. */
export function labelsOf(draft: Draft): Readonly<Record<string, string>> {
  const plain = Object.entries(FIELD_LABELS).map(([path, key]) => [path, t(key)] as const);
  const headers = filledHeaders(draft).map(
    ({ name }) => [`headers.${name}`, name || t("webhookForm.headerKey")] as const,
  );
  return Object.fromEntries([...plain, ...headers]);
}
