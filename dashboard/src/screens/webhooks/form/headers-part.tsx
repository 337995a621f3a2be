import type { JSX } from "preact";
import { t } from "#dashboard/i18n/t.ts";
import { Button, IconButton } from "#dashboard/ui/button.tsx";
import { TextInput } from "#dashboard/ui/input.tsx";
import { Card, Disclosure, KeyValue, Stack } from "#dashboard/ui/layout.tsx";
import type { HeaderRow } from "./draft.ts";
import type { PartProps } from "./parts.ts";
import { errorAt } from "./problems.ts";
import { RESERVED, type Reservation, reservationOf } from "./reserved.ts";

const MASK = "••••••••";
const MOST = 50;

/** What goes with every delivery besides the signature. Values that are saved are not shown again. */
export function HeadersPart({ draft, set, problem }: PartProps): JSX.Element {
  const { headers, dialect } = draft;
  const change = (id: number, to: Partial<HeaderRow>) =>
    set({ headers: headers.map((row) => (row.id === id ? { ...row, ...to } : row)) });

  function add() {
    const id = Math.max(-1, ...headers.map((row) => row.id)) + 1;
    set({ headers: [...headers, { id, name: "", value: "", isSaved: false }] });
  }

  return (
    <Card
      title={t("webhookForm.headersTitle")}
      description={t("webhookForm.headersText")}
      actions={
        <Button size="sm" icon="plus" disabled={headers.length >= MOST} onClick={add}>
          {t("webhookForm.addHeader")}
        </Button>
      }
    >
      <Stack gap={3}>
        {headers.length === 0 && <p class="muted">{t("webhookForm.noHeaders")}</p>}
        {headers.map((row, index) => {
          const reserved = reservationOf(row.name, dialect);
          const refused = reserved && t(`fieldError.${reserved}`);
          return (
            <fieldset class="form-header" key={row.id}>
              <legend class="visually-hidden">
                {t("webhookForm.headerNumber", { n: index + 1 })}
              </legend>
              <TextInput
                label={t("webhookForm.headerKey")}
                name={`headers.${row.name.trim()}`}
                isMono
                maxLength={128}
                placeholder="Authorization"
                value={row.name}
                onInput={(name) => change(row.id, { name })}
                error={refused ?? errorAt(problem, `headers.${row.name.trim()}`)}
              />
              <TextInput
                label={t("webhookForm.headerValue")}
                name={`headerValue.${row.id}`}
                isMono
                maxLength={4096}
                readOnly={row.isSaved}
                placeholder="Bearer abc123xyz"
                value={row.isSaved ? MASK : row.value}
                onInput={(value) => change(row.id, { value })}
                hint={row.isSaved ? t("webhookForm.headerSaved") : undefined}
              />
              <div class="form-header-actions">
                {row.isSaved && (
                  <Button size="sm" onClick={() => change(row.id, { value: "", isSaved: false })}>
                    {t("webhookForm.headerReplace")}
                    <span class="visually-hidden"> {row.name}</span>
                  </Button>
                )}
                <IconButton
                  icon="trash"
                  label={t("webhookForm.headerRemove", { name: row.name || String(index + 1) })}
                  onClick={() => set({ headers: headers.filter(({ id }) => id !== row.id) })}
                />
              </div>
            </fieldset>
          );
        })}
        <Disclosure summary={t("webhookForm.reservedTitle")}>
          <KeyValue
            items={(Object.keys(RESERVED) as Reservation[]).map((reason) => ({
              label: t(`webhookForm.reserved_${reason}`),
              value: <span class="mono form-names">{RESERVED[reason].join(", ")}</span>,
            }))}
          />
        </Disclosure>
      </Stack>
    </Card>
  );
}
