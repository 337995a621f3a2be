import type { JSX } from "preact";
import { answer, api } from "#dashboard/app/client.ts";
import { useQuery } from "#dashboard/app/query.ts";
import { shortened } from "#dashboard/ui/code.tsx";
import { nameOf } from "./webhook-name-of.ts";

const MOST = 100;

/** Names of webhooks, by id; of those made last where there are very many. */
export function useWebhookNames(): ReadonlyMap<string, string> {
  const webhooks = useQuery("webhooks/names", (signal) =>
    answer(api.GET("/v1/webhooks", { params: { query: { limit: MOST } }, signal })),
  );
  return new Map(webhooks.data?.data.map((webhook) => [webhook.id, nameOf(webhook)]) ?? []);
}

/** The end of its id where the name is not known, as that of a deleted one. */
export function WebhookName(props: {
  readonly id: string;
  readonly name: string | undefined;
}): JSX.Element {
  const { id, name } = props;
  return name === undefined ? (
    <span class="mono faint" title={id}>
      {shortened(id)}
    </span>
  ) : (
    <span class="ellipsis" title={name}>
      {name}
    </span>
  );
}
