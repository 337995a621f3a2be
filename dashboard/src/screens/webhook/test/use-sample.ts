import { answer, api } from "#dashboard/app/client.ts";
import { useQuery } from "#dashboard/app/query.ts";
import { setOut } from "#dashboard/ui/json-tokens.ts";

/** The sample of an event as this webhook would be sent it, a member to a line. */
export function useSample(webhookId: string, eventKey: string): string | undefined {
  const preview = useQuery(`webhook-sample/${webhookId}?${eventKey}`, (signal) => {
    const params = { path: { webhookId } };
    const body = { eventKey };
    return answer(api.POST("/v1/webhooks/{webhookId}/test/preview", { params, body, signal }));
  });
  if (preview.data === undefined) return undefined;
  return setOut(preview.data.body) ?? preview.data.body;
}
