import type { JSX } from "preact";
import type { Paged } from "#dashboard/app/paged.ts";
import { t } from "#dashboard/i18n/t.ts";
import { Button } from "./button.tsx";

/** Nothing where there is but one page. */
export function Pager<Row>(props: {
  readonly list: Paged<Row>;
  readonly label?: string;
}): JSX.Element | null {
  const { list } = props;
  if (!list.hasNext && !list.hasPrev) return null;
  return (
    <nav class="pager" aria-label={t("ui.pages", { label: props.label ?? document.title })}>
      <span class="pager-note">{t("ui.rowsShown", { n: list.rows.length })}</span>
      <div class="pager-buttons">
        {list.hasPrev && (
          <Button size="sm" variant="ghost" onClick={list.toStart}>
            {t("ui.newest")}
          </Button>
        )}
        <Button size="sm" icon="chevron-left" disabled={!list.hasPrev} onClick={list.prev}>
          {t("common.previous")}
        </Button>
        <Button size="sm" icon="chevron-right" disabled={!list.hasNext} onClick={list.next}>
          {t("common.next")}
        </Button>
      </div>
    </nav>
  );
}
