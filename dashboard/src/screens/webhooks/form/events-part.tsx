import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Query } from "#dashboard/app/query.ts";
import { t } from "#dashboard/i18n/t.ts";
import { inWords } from "#dashboard/shared/in-words.ts";
import { Button } from "#dashboard/ui/button.tsx";
import { FieldNotes } from "#dashboard/ui/field.tsx";
import { SearchInput } from "#dashboard/ui/input.tsx";
import { Card, Stack, Toolbar } from "#dashboard/ui/layout.tsx";
import { QueryView, Skeleton } from "#dashboard/ui/states.tsx";
import type { EventKey, EventKeyList } from "#sdk/schema.ts";
import { EventCategoryField } from "./event-category.tsx";
import { titleOf } from "./event-keys.ts";
import type { PartProps } from "./parts.ts";
import { errorAt } from "./problems.ts";

/** What it is told of, in the words of its dialect. */
export function EventsPart(
  props: PartProps & { readonly eventKeys: Query<EventKeyList> },
): JSX.Element {
  const { draft, set, problem, eventKeys } = props;
  const [text, setText] = useState("");
  const error = draft.eventKeys.length === 0 ? errorAt(problem, "eventKeys") : undefined;
  const isShown = (row: EventKey) => matches(row, text, titleOf(row, draft.dialect));
  return (
    <Card title={t("webhookForm.eventsTitle")} description={t("webhookForm.eventsText")}>
      <QueryView query={eventKeys} skeleton={<Skeleton lines={8} />}>
        {({ categories, data }) => (
          <Stack>
            <Toolbar>
              <SearchInput label={t("webhookForm.searchEvents")} value={text} onSearch={setText} />
              <Button
                onClick={() => set({ eventKeys: data.map(({ key }) => key) })}
                disabled={draft.eventKeys.length === data.length}
              >
                {t("webhookForm.selectEveryEvent")}
              </Button>
              <Button
                variant="ghost"
                disabled={draft.eventKeys.length === 0}
                onClick={() => set({ eventKeys: [] })}
              >
                {t("webhookForm.clearEvents")}
              </Button>
              <span class="form-count" role="status">
                {t("webhookForm.eventsChosen", {
                  n: draft.eventKeys.length,
                  all: data.length,
                })}
              </span>
            </Toolbar>
            <FieldNotes id="event-keys" error={error} />
            {!data.some(isShown) && <p class="muted">{t("ui.noOptions")}</p>}
            {categories.map((category) => (
              <EventCategoryField
                key={category.key}
                category={category}
                rows={data.filter((row) => row.category === category.key)}
                isShown={isShown}
                draft={draft}
                set={set}
              />
            ))}
          </Stack>
        )}
      </QueryView>
    </Card>
  );
}

function matches({ key, description }: EventKey, text: string, title: string): boolean {
  const wanted = text.trim().toLowerCase();
  return [key, title, inWords(description)].some((one) => one.toLowerCase().includes(wanted));
}
