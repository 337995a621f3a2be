import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../../dashboard/src", import.meta.url));
const SOURCES = readdirSync(ROOT, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
  .map((entry) => join(entry.parentPath, entry.name))
  .map((path) => ({ path: path.slice(ROOT.length + 1), text: readFileSync(path, "utf8") }));

/** Payloads, headers, names and answers are hostile: none of these may ever be given one. */
const DANGEROUS =
  /\b(dangerouslySetInnerHTML|innerHTML|outerHTML|insertAdjacentHTML|srcdoc|document\.write|eval|new Function|createContextualFragment|setHTMLUnsafe|DOMParser)\b/;

/** Files that say what one may not: named with the reason. */
function offenders(isOffence: (text: string, path: string) => boolean): readonly string[] {
  return SOURCES.filter(({ text, path }) => isOffence(text, path)).map(({ path }) => path);
}

describe("the console's sources", () => {
  it("are found", () => {
    expect(SOURCES.length).toBeGreaterThan(60);
  });

  it("make no markup of text", () => {
    expect(offenders((text) => DANGEROUS.test(text))).toEqual([]);
  });

  it("have no style in text, which the content security policy refuses", () => {
    expect(offenders((text) => /\bstyle=["'`]|style=\{`/.test(text))).toEqual([]);
  });

  it("reach no other host", () => {
    expect(
      offenders((text) =>
        /\b(?:fetch|EventSource|WebSocket|import)\(\s*["'`](?:https?:|wss?:|\/\/)/.test(text),
      ),
    ).toEqual([]);
  });

  it("leave links to `javascript:` and the like no chance: an address comes from the console or is checked", () => {
    // A row's link and the like are made of a path and an id; nothing is taken as it came.
    expect(offenders((text) => /href=\{[^}]*\.(url|target|link)\}/.test(text))).toEqual([]);
  });

  it("let no area of screens know another", () => {
    const wrong = offenders((text, path) => {
      const [, area] = /^screens\/([^/]+)\//.exec(path) ?? [];
      const others = text.matchAll(/#dashboard\/screens\/([^/"]+)\//g);
      return area !== undefined && [...others].some(([, other]) => other !== area);
    });
    expect(wrong).toEqual([]);
  });

  it("keep the components free of the API's resources", () => {
    expect(offenders((text, path) => path.startsWith("ui/") && text.includes("#sdk/"))).toEqual([]);
  });

  it("have at most 300 lines each", () => {
    expect(offenders((text) => text.trimEnd().split("\n").length > 300)).toEqual([]);
  });
});
