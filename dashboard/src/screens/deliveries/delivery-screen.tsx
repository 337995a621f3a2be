import "./delivery.css";
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { answer, api } from "#dashboard/app/client.ts";
import { useParams } from "#dashboard/app/navigate.ts";
import { useQuery } from "#dashboard/app/query.ts";
import { fmt, t } from "#dashboard/i18n/t.ts";
import { CopyText } from "#dashboard/ui/code.tsx";
import { Json } from "#dashboard/ui/json.tsx";
import { Card, Split, Stack } from "#dashboard/ui/layout.tsx";
import { PageHeader } from "#dashboard/ui/page-header.tsx";
import { QueryView } from "#dashboard/ui/states.tsx";
import { StatusBadge } from "#dashboard/ui/status.tsx";
import type { DeliveryWithHistory } from "#sdk/schema.ts";
import { Attempts } from "./attempts.tsx";
import { DeliveryActions } from "./delivery-actions.tsx";
import { DeliveryFacts } from "./delivery-facts.tsx";
import { Verdict } from "./verdict.tsx";

/** While it is under way it is watched closely. */
const PENDING_MS = 2_000;

/** One delivery: what is sent, every attempt, and what can be done. */
export function DeliveryScreen(): JSX.Element {
  const { id } = useParams("id");
  const [isPending, setIsPending] = useState(false);
  const query = useQuery(
    `deliveries/${id}`,
    (signal) =>
      answer(
        api.GET("/v1/deliveries/{deliveryId}", { params: { path: { deliveryId: id } }, signal }),
      ),
    isPending ? { refreshMs: PENDING_MS } : {},
  );
  const status = query.data?.status;
  useEffect(() => setIsPending(status === "pending"), [status]);
  return (
    <>
      <PageHeader
        title={
          query.data === undefined ? (
            t("common.delivery")
          ) : (
            <span class="mono">{query.data.eventKey}</span>
          )
        }
        documentTitle={query.data?.eventKey ?? t("common.delivery")}
        back={{ href: "/dashboard/deliveries", label: t("deliveries.title") }}
        status={query.data && <StatusBadge of="delivery" value={query.data.status} />}
        meta={<CopyText text={id} label={t("deliveries.id")} />}
        actions={query.data && <DeliveryActions delivery={query.data} />}
      />
      <QueryView query={query}>{(delivery) => <Whole delivery={delivery} />}</QueryView>
    </>
  );
}

function Whole({ delivery }: { readonly delivery: DeliveryWithHistory }): JSX.Element {
  return (
    <Split side={<DeliveryFacts delivery={delivery} />}>
      <Stack gap={6}>
        <Verdict delivery={delivery} />
        {delivery.attemptHistory.length > 0 && (
          <Card title={t("deliveries.timeline")}>
            <Attempts delivery={delivery} />
          </Card>
        )}
        <Card title={t("deliveries.sends")}>
          {delivery.body === null ? (
            <p class="muted">
              {t("deliveries.bodyGone", { date: fmt.date(delivery.bodyRemovedAt ?? "") })}
            </p>
          ) : (
            <Json label={t("deliveries.body")} text={delivery.body} />
          )}
        </Card>
      </Stack>
    </Split>
  );
}
