import type { JSX } from "preact";
import { t } from "#dashboard/i18n/t.ts";
import { Select } from "./choice.tsx";
import type { Column, TableProps } from "./table.tsx";
import { turned } from "./table-head.tsx";

/** The same rows where a table has no room: a card each. */
export function TableCards<Row>(
  props: TableProps<Row> & { readonly rows: readonly Row[]; readonly isBusy: boolean },
): JSX.Element {
  const { label, rows, rowKey, rowHref, columns, isBusy } = props;
  const primary = columns.find((column) => column.primary) ?? columns[0];
  const others = columns.filter((column) => column !== primary && !column.isHiddenOnPhone);
  return (
    <>
      <SortChoice {...props} />
      <ul class="cards" aria-label={label} aria-busy={isBusy}>
        {rows.map((row) => {
          const href = rowHref?.(row);
          return (
            <li class="card-row" key={rowKey(row)} data-link={href !== undefined}>
              <div class="card-row-title">
                {href === undefined ? (
                  primary?.cell(row)
                ) : (
                  <a class="cover-link" href={href}>
                    {primary?.cell(row)}
                  </a>
                )}
              </div>
              <dl class="card-row-facts">
                {others.map((column) => (
                  <Fact key={column.id} column={column} row={row} />
                ))}
              </dl>
            </li>
          );
        })}
      </ul>
    </>
  );
}

function Fact<Row>(props: { readonly column: Column<Row>; readonly row: Row }): JSX.Element {
  const { column, row } = props;
  return (
    <div class="card-row-fact">
      <dt class={column.hideHeader ? "visually-hidden" : undefined}>{column.header}</dt>
      <dd>{column.cell(row)}</dd>
    </div>
  );
}

function SortChoice<Row>({ columns, sort, onSort }: TableProps<Row>): JSX.Element | null {
  const sortable = columns.filter((column) => column.sortable);
  if (onSort === undefined || sortable.length === 0) return null;
  return (
    <Select
      label={t("ui.sortBy", { label: "" })}
      name="sort"
      value={sort?.by ?? ""}
      options={[
        // Until a column is chosen, the list has the order in which the API gives it.
        ...(sort === undefined ? [{ value: "", label: t("ui.newest") }] : []),
        ...sortable.map(({ id, header }) => ({ value: id, label: header })),
      ]}
      onChange={(by) => (by === "" ? undefined : onSort(turned(by, undefined)))}
    />
  );
}
