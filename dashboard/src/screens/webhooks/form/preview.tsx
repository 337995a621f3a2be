import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Query } from "#dashboard/app/query.ts";
import { known, t } from "#dashboard/i18n/t.ts";
import { Button } from "#dashboard/ui/button.tsx";
import { Icon } from "#dashboard/ui/icon.tsx";
import { Card } from "#dashboard/ui/layout.tsx";
import { QueryView } from "#dashboard/ui/states.tsx";
import { RelativeTime } from "#dashboard/ui/time.tsx";
import type { PreviewedEvent, WebhookPreview } from "#sdk/schema.ts";

const SHOWN = 8;

/** What the webhook would have been sent of the last events, and why not the rest. */
export function Preview({ preview }: { readonly preview: Query<WebhookPreview> }): JSX.Element {
  const [isWhole, setIsWhole] = useState(false);
  return (
    <Card title={t("webhookForm.previewTitle")} description={t("webhookForm.previewText")}>
      {preview.error?.hasFields ? (
        <p class="muted">{t("webhookForm.previewWrong")}</p>
      ) : (
        <QueryView query={preview}>
          {({ examined, matched, data }) => (
            <div class="form-preview" aria-busy={preview.isRefreshing}>
              <p class="form-preview-sum" role="status">
                {examined === 0
                  ? t("webhookForm.previewNone")
                  : t("webhookForm.previewMatched", { n: matched, examined })}
              </p>
              <ul class="form-preview-list">
                {data.slice(0, isWhole ? data.length : SHOWN).map((event) => (
                  <Previewed key={event.eventId} event={event} />
                ))}
              </ul>
              {data.length > SHOWN && (
                <Button size="sm" variant="ghost" onClick={() => setIsWhole(!isWhole)}>
                  {t(isWhole ? "common.less" : "common.more")}
                </Button>
              )}
            </div>
          )}
        </QueryView>
      )}
    </Card>
  );
}

function Previewed({ event }: { readonly event: PreviewedEvent }): JSX.Element {
  const { matches, type, eventKeys, reason, failedFilter, createdAt } = event;
  const why = known("webhookForm", `why_${failedFilter ?? reason}`) ?? reason;
  return (
    <li class="form-previewed" data-matches={matches}>
      <Icon
        name={matches ? "check" : "minus"}
        size={14}
        label={t(matches ? "webhookForm.wouldSend" : "webhookForm.wouldNotSend")}
      />
      <div>
        <p class="mono">{matches ? eventKeys.join(", ") : type}</p>
        <p class="faint">
          {why !== null && <>{why} · </>}
          <RelativeTime at={createdAt} />
        </p>
      </div>
    </li>
  );
}
