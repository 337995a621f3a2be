import { describe, expect, it } from "vitest";
import { messages as en } from "#dashboard/i18n/en.ts";
import { messages as es } from "#dashboard/i18n/es.ts";
import { messages as pt } from "#dashboard/i18n/pt-br.ts";

type Message = string | Readonly<Record<string, string>>;
type Areas = Readonly<Record<string, Readonly<Record<string, Message>>>>;

/** `area.key` → its text or its plural forms. */
function flat(areas: Areas): ReadonlyMap<string, Message> {
  return new Map(
    Object.entries(areas).flatMap(([area, messages]) =>
      Object.entries(messages).map(([key, message]) => [`${area}.${key}`, message] as const),
    ),
  );
}

const SOURCE = flat(en);
const LANGUAGES = [
  ["en", SOURCE],
  ["es", flat(es)],
  ["pt-BR", flat(pt)],
] as const;

function formsOf(message: Message): readonly string[] {
  return typeof message === "string" ? [message] : Object.values(message);
}

function placeholdersOf(text: string): readonly string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name).sort();
}

/** Keys of which something is not as it should be. */
function keysOf(
  catalogue: ReadonlyMap<string, Message>,
  isWrong: (message: Message, source: Message) => boolean,
): readonly string[] {
  return [...catalogue]
    .filter(([key, message]) => isWrong(message, SOURCE.get(key) ?? ""))
    .map(([key]) => key);
}

describe.each(LANGUAGES)("the text in %s", (language, catalogue) => {
  it("has the keys of the source, no more and no fewer", () => {
    expect([...catalogue.keys()].sort()).toEqual([...SOURCE.keys()].sort());
  });

  it("has the placeholders of the source in every form", () => {
    const wrong = keysOf(catalogue, (message, source) => {
      const wanted = placeholdersOf(formsOf(source)[0] ?? "").join();
      return formsOf(message).some((text) => placeholdersOf(text).join() !== wanted);
    });
    expect(wrong).toEqual([]);
  });

  it("has the plural forms of the language, each with its number", () => {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted();
    const wrong = keysOf(catalogue, (message) => {
      if (typeof message === "string") return false;
      const hasNumber = Object.values(message).every((text) => text.includes("{n}"));
      return !hasNumber || Object.keys(message).toSorted().join() !== forms.join();
    });
    expect(wrong).toEqual([]);
  });

  it("leaves nothing empty, and no space around it", () => {
    const wrong = keysOf(catalogue, (message) =>
      formsOf(message).some((text) => text === "" || text !== text.trim()),
    );
    expect(wrong).toEqual([]);
  });
});

describe.each(LANGUAGES.slice(1))("the translation into %s", (_language, catalogue) => {
  it("is a translation: long sentences do not stay English", () => {
    const wrong = keysOf(catalogue, (message, source) => {
      const [text = ""] = formsOf(message);
      return text.split(" ").length > 4 && text === formsOf(source)[0];
    });
    expect(wrong).toEqual([]);
  });
});
