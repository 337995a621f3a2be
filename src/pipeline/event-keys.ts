import { CATEGORY_TITLES, NAME_TITLES, ONLY_ANSWERED } from "#src/core/catalog/category-texts.ts";
import { LANGUAGES, type Language, TEXTS } from "#src/core/catalog/texts.ts";
import { type DialectId, EVENT_TYPES, type EventType, namesOf } from "#src/core/catalog.ts";
import type { Words } from "#src/provider.ts";

/** What a webhook can subscribe to, in the words of its dialect. */
export type EventKeyView = {
  readonly key: string;
  readonly category: string;
  readonly title: Words;
  readonly description: Words;
  /** The events of the catalog that go out under it. */
  readonly types: readonly EventType[];
};

export type EventKeyCategory = {
  readonly key: string;
  readonly title: Words;
  readonly count: number;
};

export type EventKeys = {
  readonly keys: readonly EventKeyView[];
  readonly categories: readonly EventKeyCategory[];
};

type Named = { readonly name: string; readonly type: EventType; readonly whenAnswered: boolean };

/** Each once, in the order of the catalog. */
export function eventKeysOf(dialect: DialectId): EventKeys {
  const named: readonly Named[] = EVENT_TYPES.flatMap((type) =>
    namesOf(type, dialect).map(({ name, whenAnswered = false }) => ({ name, type, whenAnswered })),
  );
  const byName = Map.groupBy(named, ({ name }) => name);
  const keys = [...byName].map(([key, all]) => viewOf(key, all));
  const byCategory = Map.groupBy(keys, ({ category }) => category);
  const categories = [...byCategory].map(([key, { length: count }]) => {
    return { key, title: CATEGORY_TITLES[key] ?? wordsOf(() => key), count };
  });
  return { keys, categories };
}

function viewOf(key: string, named: readonly Named[]): EventKeyView {
  const types = named.map(({ type }) => type);
  const [first] = types;
  if (first === undefined) throw new Error(`${key} names no event`);
  const [category = ""] = first.split(".");
  return {
    key,
    category,
    title: NAME_TITLES[key] ?? wordsOf((language) => TEXTS[first][language].title),
    description: wordsOf((language) => named.map((each) => describe(each, language)).join(" ")),
    types,
  };
}

function describe({ type, whenAnswered }: Named, language: Language): string {
  const { description } = TEXTS[type][language];
  return whenAnswered ? `${description} ${ONLY_ANSWERED[language]}` : description;
}

function wordsOf(of: (language: Language) => string): Words {
  const texts = LANGUAGES.map((language) => [language, of(language)] as const);
  // One of each language, which the compiler does not see of entries.
  return Object.fromEntries(texts) as Words;
}
