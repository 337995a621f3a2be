import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { problemFrom } from "#dashboard/app/problem.ts";
import { t } from "#dashboard/i18n/t.ts";
import { Button } from "#dashboard/ui/button.tsx";
import { Radios } from "#dashboard/ui/choice.tsx";
import { Combobox, type ComboOption } from "#dashboard/ui/combobox.tsx";
import { Row, Stack } from "#dashboard/ui/layout.tsx";
import { toast } from "#dashboard/ui/toasts.ts";
import type { Selection } from "./draft.ts";

export type SelectionWords = {
  readonly legend: string;
  readonly all: string;
  readonly allHint: string;
  readonly some: string;
  readonly someHint: string;
  readonly pick: string;
  readonly search: string;
};

/** All there are and will be, or some: to select all that there are today is something else than all. */
export function SelectionField(props: {
  readonly name: string;
  readonly words: SelectionWords;
  readonly selection: Selection;
  readonly onChange: (selection: Selection) => void;
  readonly search: (text: string, signal: AbortSignal) => Promise<readonly ComboOption[]>;
  readonly loadAll: () => Promise<readonly ComboOption[]>;
  readonly error: string | undefined;
  /** Why they cannot be chosen one by one. */
  readonly refusal: string | undefined;
}): JSX.Element {
  const { name, words, selection, onChange, error, refusal } = props;
  const [isLoading, setIsLoading] = useState(false);
  const choose = (chosen: readonly ComboOption[]) => onChange({ isAll: false, chosen });

  async function selectAll() {
    setIsLoading(true);
    try {
      choose(await props.loadAll());
    } catch (thrown) {
      toast.bad(problemFrom(thrown).words);
    } finally {
      setIsLoading(false);
    }
  }

  return (
    <Stack gap={3}>
      <Radios
        label={words.legend}
        name={`${name}.mode`}
        value={selection.isAll ? "all" : "some"}
        options={[
          { value: "all", label: words.all, hint: words.allHint },
          {
            value: "some",
            label: words.some,
            hint: refusal ?? words.someHint,
            disabled: refusal !== undefined,
          },
        ]}
        onChange={(mode) => onChange({ isAll: mode === "all", chosen: selection.chosen })}
      />
      {refusal === undefined && (
        <div class="form-picker">
          <Combobox
            label={words.pick}
            name={name}
            hideLabel
            placeholder={words.search}
            selected={selection.isAll ? [] : selection.chosen}
            onChange={choose}
            search={props.search}
            error={error}
          />
          <Row gap={2}>
            <Button size="sm" busy={isLoading} onClick={selectAll}>
              {t("common.selectAll")}
              <span class="visually-hidden"> {words.pick}</span>
            </Button>
            {!selection.isAll && selection.chosen.length > 0 && (
              <>
                <Button size="sm" variant="ghost" onClick={() => choose([])}>
                  {t("common.selectNone")}
                  <span class="visually-hidden"> {words.pick}</span>
                </Button>
                <span class="muted" role="status">
                  {t("common.selected", { n: selection.chosen.length })}
                </span>
              </>
            )}
          </Row>
        </div>
      )}
    </Stack>
  );
}
