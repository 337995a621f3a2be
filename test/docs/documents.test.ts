import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { VARIABLES } from "#src/config.ts";
import { eventRows } from "../support/event-table.ts";

const ROOT = new URL("../../", import.meta.url);
const DOCUMENTS = [
  "README.md",
  ...readdirSync(new URL("docs/", ROOT))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

function read(path: string): string {
  return readFileSync(new URL(path, ROOT), "utf8");
}

/** Table rows with single spaces, whatever padding a formatter gave the cells. */
function rowsOf(path: string): readonly string[] {
  return read(path)
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) => line.replace(/ +/g, " "));
}

/** As GitHub makes them of headings. */
function anchorsOf(path: string): ReadonlySet<string> {
  const headings = read(path).matchAll(/^#+ (.*)$/gm);
  return new Set(
    [...headings].map(([, heading = ""]) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
}

function linksOf(path: string): readonly string[] {
  const links = read(path).matchAll(/\]\(([^)\s]+)\)/g);
  return [...links].map(([, link = ""]) => link).filter((link) => !/^[a-z]+:/.test(link));
}

function isBroken(from: string, link: string): boolean {
  const [file = "", anchor] = link.split("#");
  const target = file === "" ? from : new URL(file, `file:///${from}`).pathname.slice(1);
  if (!existsSync(new URL(target, ROOT))) return true;
  return anchor !== undefined && !anchorsOf(target).has(anchor);
}

describe.each(DOCUMENTS)("%s", (path) => {
  it("links to what is there", () => {
    expect(linksOf(path).filter((link) => isBroken(path, link))).toEqual([]);
  });
});

it("docs/events.md has the catalog's rows and no others", () => {
  const rows = rowsOf("docs/events.md").filter((row) => /^\| `[a-z]+\.[A-Za-z]+` \|/.test(row));
  expect(rows).toEqual(eventRows().map((row) => row.replace(/ +/g, " ")));
});

it("the README's configuration table has every variable and no other", () => {
  const cells = rowsOf("README.md").map((row) => row.split("|")[1] ?? "");
  const named = cells.flatMap((cell) => cell.match(/`[A-Z][A-Z_]+`/g) ?? []);
  expect(named.map((name) => name.slice(1, -1)).toSorted()).toEqual([...VARIABLES].toSorted());
});
