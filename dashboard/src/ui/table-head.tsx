import type { JSX } from "preact";
import { Icon } from "./icon.tsx";
import type { Column } from "./table.tsx";

export type Sort = { readonly by: string; readonly direction: "ascending" | "descending" };

export function TableHead<Row>(props: {
  readonly columns: readonly Column<Row>[];
  readonly sort: Sort | undefined;
  readonly onSort: ((sort: Sort) => unknown) | undefined;
}): JSX.Element {
  const { columns, sort, onSort } = props;
  return (
    <thead>
      <tr>
        {columns.map((column) => {
          const direction = sort?.by === column.id ? sort.direction : undefined;
          return (
            <th
              key={column.id}
              scope="col"
              data-align={column.align}
              data-shrunk={column.isShrunk}
              aria-sort={column.sortable ? (direction ?? "none") : undefined}
            >
              {column.sortable && onSort ? (
                <button
                  class="sort-button"
                  type="button"
                  onClick={() => onSort(turned(column.id, direction))}
                >
                  {column.header}
                  <Icon
                    name={direction === "ascending" ? "chevron-up" : "chevron-down"}
                    size={12}
                  />
                </button>
              ) : (
                <span class={column.hideHeader ? "visually-hidden" : undefined}>
                  {column.header}
                </span>
              )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

export function turned(by: string, direction: Sort["direction"] | undefined): Sort {
  return { by, direction: direction === "descending" ? "ascending" : "descending" };
}
