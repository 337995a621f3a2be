import "./delivery-errors.css";
import type { JSX } from "preact";
import { fmt, known, t } from "#dashboard/i18n/t.ts";
import { Card } from "#dashboard/ui/layout.tsx";
import { Link } from "#dashboard/ui/link.tsx";
import type { DeliveryStats } from "#sdk/schema.ts";

/** Why attempts failed, the most frequent first, each with what to do about it. */
export function Errors(props: {
  readonly stats: DeliveryStats;
  /** Of this one alone. */
  readonly webhookId?: string;
}): JSX.Element {
  const { errors } = props.stats;
  const only = props.webhookId === undefined ? "" : `&webhookId=${props.webhookId}`;
  const total = errors.reduce((sum, { count }) => sum + count, 0);
  return (
    <Card title={t("overview.errors")}>
      {errors.length === 0 ? (
        <p class="muted">{t("overview.noErrors")}</p>
      ) : (
        <ul class="error-list">
          {errors.map(({ errorClass, count }) => (
            <li class="error-row" key={errorClass}>
              <Link href={`/dashboard/deliveries?errorClass=${errorClass}${only}`}>
                {known("errorClass", errorClass) ?? errorClass}
              </Link>
              <strong>{fmt.number(count)}</strong>
              <meter
                class="error-meter"
                min={0}
                max={total}
                value={count}
                aria-label={t("overview.share", { percent: fmt.percent(count / total) })}
              />
              <p class="muted">{known("advice", errorClass)}</p>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
