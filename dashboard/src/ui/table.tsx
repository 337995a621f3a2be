import type { ComponentChildren, JSX } from "preact";
import type { Paged } from "#dashboard/app/paged.ts";
import type { Query } from "#dashboard/app/query.ts";
import { t } from "#dashboard/i18n/t.ts";
import { Button } from "./button.tsx";
import { Empty, ErrorState } from "./states.tsx";
import { TableCards } from "./table-cards.tsx";
import { type Sort, TableHead } from "./table-head.tsx";
import { PHONE, useMedia } from "./use-media.ts";

export type { Sort } from "./table-head.tsx";

export type Column<Row> = {
  readonly id: string;
  readonly header: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** What names the row: it becomes the row's link, and the title of its card on a phone. */
  readonly primary?: boolean;
  readonly align?: "start" | "end";
  readonly sortable?: boolean;
  readonly isHiddenOnPhone?: boolean;
  /** As narrow as its content. */
  readonly isShrunk?: boolean;
  /** Read out, not shown. */
  readonly hideHeader?: boolean;
};

export type TableProps<Row> = {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rowKey: (row: Row) => string;
  readonly rowHref?: (row: Row) => string | undefined;
  /** Where the rows come from a query, the table shows its states as well. */
  readonly list?: Paged<Row> | Query<readonly Row[]>;
  readonly rows?: readonly Row[];
  readonly empty?: ComponentChildren;
  /** In place of the usual words for a filter that nothing meets. */
  readonly emptyFiltered?: ComponentChildren;
  readonly sort?: Sort | undefined;
  readonly onSort?: (sort: Sort) => unknown;
  readonly isDense?: boolean;
};

export function Table<Row>(props: TableProps<Row>): JSX.Element {
  const { list, label } = props;
  const isPhone = useMedia(PHONE);
  const rows = props.rows ?? rowsOf(list);
  if (rows === undefined) {
    if (list?.error) return <ErrorState error={list.error} onRetry={list.refetch} />;
    return <TableSkeleton columns={props.columns.length} isPhone={isPhone} />;
  }
  if (rows.length === 0) return <>{nothingIn(props)}</>;
  const isBusy = list?.isRefreshing ?? false;
  if (isPhone) return <TableCards {...props} rows={rows} isBusy={isBusy} />;
  const { columns, rowKey, isDense = false } = props;
  return (
    <table class="table" aria-label={label} aria-busy={isBusy} data-dense={isDense}>
      <TableHead columns={columns} sort={props.sort} onSort={props.onSort} />
      <tbody>
        {rows.map((row) => (
          <tr key={rowKey(row)} data-link={props.rowHref?.(row) !== undefined}>
            {columns.map((column) => (
              <Cell
                key={column.id}
                column={column}
                row={row}
                href={column.primary ? props.rowHref?.(row) : undefined}
              />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cell<Row>(props: {
  readonly column: Column<Row>;
  readonly row: Row;
  readonly href: string | undefined;
}): JSX.Element {
  const { column, row, href } = props;
  return (
    <td data-align={column.align} data-shrunk={column.isShrunk}>
      {href === undefined ? (
        column.cell(row)
      ) : (
        <a class="cover-link" href={href}>
          {column.cell(row)}
        </a>
      )}
    </td>
  );
}

function rowsOf<Row>(list: TableProps<Row>["list"]): readonly Row[] | undefined {
  if (list?.data === undefined) return undefined;
  return "rows" in list ? list.rows : list.data;
}

function nothingIn<Row>({ list, empty, emptyFiltered }: TableProps<Row>): ComponentChildren {
  const isFiltered = list !== undefined && "isFiltered" in list && list.isFiltered;
  // A question that only walking answers is answered in parts: nothing so far does not mean nothing.
  if (list !== undefined && "hasNext" in list && list.hasNext) {
    return (
      <Empty
        icon="search"
        title={t("ui.nothingSoFar")}
        action={<Button onClick={list.next}>{t("ui.lookFurther")}</Button>}
      >
        {t("ui.nothingSoFarText")}
      </Empty>
    );
  }
  if (!isFiltered) return empty ?? <Empty title={t("ui.nothingHere")} />;
  if (emptyFiltered !== undefined) return emptyFiltered;
  return (
    <Empty icon="search" title={t("ui.nothingFound")}>
      {t("ui.nothingFoundText")}
    </Empty>
  );
}

const SKELETON_ROWS = 6;

function TableSkeleton(props: {
  readonly columns: number;
  readonly isPhone: boolean;
}): JSX.Element {
  const columns = props.isPhone ? 2 : props.columns;
  return (
    <div class="table-skeleton" role="status" aria-label={t("common.loading")}>
      {Array.from({ length: SKELETON_ROWS }, (_, row) => (
        <div class="table-skeleton-row" key={row}>
          {Array.from({ length: columns }, (_, column) => (
            <span class="skeleton-line" key={column} />
          ))}
        </div>
      ))}
    </div>
  );
}
