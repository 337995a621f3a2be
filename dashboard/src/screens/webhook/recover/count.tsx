import type { JSX } from "preact";
import type { Query } from "#dashboard/app/query.ts";
import { t } from "#dashboard/i18n/t.ts";
import { Callout } from "#dashboard/ui/callout.tsx";
import type { RecoveryCount } from "#sdk/schema.ts";

/** How many would be sent again; nothing is changed by asking. */
export function Count(props: {
  readonly count: Query<RecoveryCount>;
  readonly isAsked: boolean;
}): JSX.Element {
  const { count, isAsked } = props;
  return (
    <div role="status">
      {isAsked && count.data !== undefined && (
        <Callout
          tone={count.data.count === 0 ? "good" : "accent"}
          title={
            count.data.count === 0
              ? t("webhook.nothingToRecover")
              : t("webhook.wouldSend", { n: count.data.count })
          }
        >
          {count.data.count > 0 && t("webhook.sameIds")}
        </Callout>
      )}
      {isAsked && count.isLoading && <p class="muted">{t("webhook.counting")}</p>}
      {isAsked && count.error !== undefined && !count.error.hasFields && (
        <p class="muted">{count.error.words}</p>
      )}
      {!isAsked && <p class="muted">{t("webhook.chooseSpan")}</p>}
    </div>
  );
}
