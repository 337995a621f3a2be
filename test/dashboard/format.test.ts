import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

// The language is told to the document; there is none here.
vi.stubGlobal("document", { documentElement: {} });

const { showLanguage } = await import("#dashboard/i18n/language.ts");
const { fmt, known, rich, t } = await import("#dashboard/i18n/t.ts");

const NARROW = /\u00a0|\u202f/g;
const plain = (text: string) => text.replace(NARROW, " ");

beforeEach(() => showLanguage("en"));
afterEach(() => showLanguage("en"));

describe("text", () => {
  it("fills in what it is given, numbers as the language writes them", async () => {
    expect(t("ui.copyOf", { label: "URL" })).toBe("Copy URL");
    expect(t("ui.rowsShown", { n: 1 })).toBe("1 row shown");
    expect(t("ui.rowsShown", { n: 12_345 })).toBe("12,345 rows shown");
    await showLanguage("es");
    expect(t("ui.rowsShown", { n: 12_345 })).toBe("12.345 filas mostradas");
  });

  it.each([
    ["es", 1, "1 seleccionado"],
    ["es", 0, "0 seleccionados"],
    ["es", 1_000_000, "1.000.000 seleccionados"],
    ["pt-BR", 0, "0 selecionado"],
    ["pt-BR", 2, "2 selecionados"],
  ] as const)("in %s counts %d as %s", async (language, n, text) => {
    await showLanguage(language);
    expect(t("common.selected", { n })).toBe(text);
  });

  it("keeps what it fills in as it is, whatever it looks like", () => {
    expect(t("ui.copyOf", { label: "{n} <b>$&</b>" })).toBe("Copy {n} <b>$&</b>");
  });

  it("takes elements in place of placeholders, in the language's order", () => {
    expect(rich("ui.typeToConfirm", { text: "CRM" })).toEqual(["Type ", "CRM", " to confirm"]);
  });

  it("knows only its own keys, not those of every object", () => {
    expect(known("status", "delivered")).toBe("Delivered");
    expect(known("status", "toString")).toBeUndefined();
    expect(known("status", "__proto__")).toBeUndefined();
  });
});

describe("figures", () => {
  it.each([
    [85, "85 ms"],
    [2340, "2.3 sec"],
    [59_999, "60 sec"],
    [200_000, "3 min 20 sec"],
    [7_500_000, "2 hr 5 min"],
    [273_600_000, "3 days 4 hr"],
    [0, "0 ms"],
  ])("tells %d ms as %s", (ms, text) => {
    expect(plain(fmt.duration(ms))).toBe(text);
  });

  it("never calls what is not all of it 100 %", () => {
    expect(fmt.percent(0.99999)).toBe("99.9%");
    expect(fmt.percent(1)).toBe("100%");
    expect(fmt.percent(0)).toBe("0%");
  });

  it("tells how long ago, and how long yet", () => {
    const now = Date.parse("2026-11-21T12:00:00Z");
    expect(fmt.relative("2026-11-21T11:57:00Z", now)).toBe("3 min. ago");
    expect(fmt.relative("2026-11-21T14:30:00Z", now)).toBe("in 2 hr.");
    expect(fmt.relative(now, now)).toBe("now");
  });

  it("tells sizes", () => {
    expect(plain(fmt.bytes(999))).toBe("999 byte");
    expect(plain(fmt.bytes(16_384))).toBe("16.4 kB");
  });
});
