import { describe, expect, it } from "vitest";
import { preferredLanguage } from "#src/http/accept-language.ts";

describe("preferredLanguage", () => {
  it.each([
    ["es", "es"],
    ["pt-BR,pt;q=0.9,en;q=0.8", "pt"],
    ["fr-FR, en-GB;q=0.3, es;q=0.5", "es"],
    ["EN", "en"],
    ["en;q=0.5,es;q=0.5", "en"],
    ["en;q=0, es;q=0.1", "es"],
    ["zh-Hant-TW, en ; q=0.2", "en"],
    ["fr", null],
    ["*", null],
    ["", null],
    ["en;q=2", null],
    ["en;;;q", null],
    ["english", null],
    [`${"x,".repeat(600)}en`, null],
    [undefined, null],
  ])("finds in %s %s", (header, language) => {
    expect(preferredLanguage(header, ["en", "es", "pt"])).toBe(language);
  });
});
