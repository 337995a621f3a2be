import type { JSX } from "preact";
import { t } from "#dashboard/i18n/t.ts";
import { inWords } from "#dashboard/shared/in-words.ts";
import { Checkbox } from "#dashboard/ui/choice.tsx";
import type { EventKey } from "#sdk/schema.ts";
import { categoryTitle, type EventCategory, titleOf } from "./event-keys.ts";
import type { PartProps } from "./parts.ts";

/** Events of one kind, all of them or some. */
export function EventCategoryField(
  props: Pick<PartProps, "draft" | "set"> & {
    readonly category: EventCategory;
    readonly rows: readonly EventKey[];
    readonly isShown: (row: EventKey) => boolean;
  },
): JSX.Element | null {
  const { category, rows, draft, set } = props;
  const shown = rows.filter(props.isShown);
  if (shown.length === 0) return null;
  const title = categoryTitle(category);
  const own = new Set(rows.map(({ key }) => key));
  const chosen = draft.eventKeys.filter((key) => own.has(key));
  const others = draft.eventKeys.filter((key) => !own.has(key));
  const choose = (keys: readonly string[]) => set({ eventKeys: [...others, ...keys] });
  return (
    <fieldset class="form-category">
      <legend class="form-category-title">
        {title}
        <span class="form-category-count">
          {t("webhookForm.chosenOf", { n: chosen.length, all: rows.length })}
        </span>
      </legend>
      <div class="form-category-all">
        <Checkbox
          label={
            <>
              {t("common.selectAll")}
              <span class="visually-hidden"> {title}</span>
            </>
          }
          checked={chosen.length === rows.length}
          indeterminate={chosen.length > 0 && chosen.length < rows.length}
          onChange={(isOn) => choose(isOn ? [...own] : [])}
        />
      </div>
      <div class="form-events">
        {shown.map((row) => (
          <Checkbox
            key={row.key}
            name="eventKeys"
            label={
              <>
                {titleOf(row, draft.dialect)} <span class="mono form-key">{row.key}</span>
              </>
            }
            hint={inWords(row.description)}
            checked={chosen.includes(row.key)}
            onChange={(isOn) =>
              choose(isOn ? [...chosen, row.key] : chosen.filter((key) => key !== row.key))
            }
          />
        ))}
      </div>
    </fieldset>
  );
}
