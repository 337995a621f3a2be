import { describe, expect, it } from "vitest";
import { encodeCursor } from "#src/core/cursor.ts";
import { DELIVERY_FIELDS } from "#src/core/filter-fields.ts";
import { type RawListQuery, readListQuery } from "#src/core/list-query.ts";

function issuesOf(raw: RawListQuery) {
  const query = readListQuery(raw, DELIVERY_FIELDS);
  return query.ok ? [] : query.reason;
}

describe("the parameters of a list", () => {
  it.each<[string, RawListQuery]>([
    ["absent", {}],
    ["empty", { page: "", limit: "", sort: "", filter: "" }],
  ])("have defaults where they are %s", (_how, raw) => {
    expect(readListQuery(raw, DELIVERY_FIELDS)).toMatchObject({
      value: { page: 1, limit: 20, sort: [], filter: null },
    });
  });

  it("are read", () => {
    const raw = { page: "3", limit: "100", sort: "-createdAt,id", filter: "eq(attempts,1)" };
    expect(readListQuery(raw, DELIVERY_FIELDS)).toMatchObject({
      value: {
        page: 3,
        limit: 100,
        sort: [
          { field: "createdAt", descending: true },
          { field: "id", descending: false },
        ],
        filter: { op: "eq", field: "attempts", value: 1 },
      },
    });
  });

  it.each<["page" | "limit", string]>([
    ["page", "0"],
    ["page", "-1"],
    ["page", "1.5"],
    ["page", "1e3"],
    ["page", " 1"],
    ["page", "0x10"],
    ["page", "９"],
    ["page", "99999999999999999999"],
    ["limit", "0"],
    ["limit", "101"],
    ["limit", "ten"],
  ])("refuse %s=%s", (parameter, text) => {
    expect(issuesOf({ [parameter]: text })).toEqual([
      { path: parameter, message: expect.stringContaining("must be a whole number from 1 to") },
    ]);
  });

  it("refuse a page that lies too deep", () => {
    expect(issuesOf({ page: "1000", limit: "100" })).toEqual([]);
    expect(issuesOf({ page: "1001", limit: "100" })).toEqual([
      { path: "page", message: expect.stringContaining("beyond row 100000") },
    ]);
  });

  it.each([
    ["secret", 'cannot sort by "secret"'],
    ["-", 'cannot sort by ""'],
    ["--id", 'cannot sort by "-id"'],
    ["id,", 'cannot sort by ""'],
    ["toString", 'cannot sort by "toString"'],
    ["id desc; drop table webhooks", "cannot sort by"],
    ["id,-id", "names a field twice"],
  ])("refuse sort=%s", (sort, message) => {
    expect(issuesOf({ sort })).toEqual([
      { path: "sort", message: expect.stringContaining(message) },
    ]);
  });

  it("are read with a cursor instead of a page", () => {
    const position = { id: "01987b3e-5f40-7c11-9d7e-0242ac120002", values: [2] };
    const cursor = encodeCursor({ direction: "after", position });
    const query = readListQuery({ sort: "-attempts", cursor: `${cursor}.mac` }, DELIVERY_FIELDS);
    expect(query).toMatchObject({ value: { cursor: { direction: "after", position }, limit: 20 } });
    expect(readListQuery({ cursor: "start" }, DELIVERY_FIELDS)).toMatchObject({
      value: { cursor: "start" },
    });
    expect(readListQuery({ cursor: "" }, DELIVERY_FIELDS)).toMatchObject({
      value: { cursor: undefined },
    });
  });

  it("refuse a cursor beside a page, and one of another sort", () => {
    const position = { id: "01987b3e-5f40-7c11-9d7e-0242ac120002", values: [] };
    const cursor = encodeCursor({ direction: "after", position });
    expect(issuesOf({ cursor, page: "1" })).toEqual([
      { path: "cursor", message: expect.stringContaining("leave page out") },
    ]);
    expect(issuesOf({ cursor, sort: "status" })).toEqual([
      { path: "cursor", message: expect.stringContaining("is not a cursor of this list") },
    ]);
  });

  it("tell everything that is wrong at once", () => {
    const issues = issuesOf({ page: "x", limit: "x", sort: "x", filter: "x" });
    expect(issues.map(({ path }) => path)).toEqual(["page", "limit", "sort", "filter"]);
  });
});
