import { describe, expect, it } from "vitest";
import { CATEGORY_TITLES, NAME_TITLES } from "#src/core/catalog/category-texts.ts";
import { DIALECT_IDS } from "#src/core/catalog/define.ts";
import { LANGUAGES } from "#src/core/catalog/texts.ts";
import { namesOf, subscribableKeys } from "#src/core/catalog.ts";
import { eventKeysOf } from "#src/pipeline/event-keys.ts";
import { CATEGORIES } from "#src/pipeline/event-types.ts";

describe.each(DIALECT_IDS)("the keys of %s", (dialect) => {
  const { keys, categories } = eventKeysOf(dialect);

  it("are what can be subscribed to, each once and in the same order", () => {
    expect(keys.map(({ key }) => key)).toEqual(subscribableKeys(dialect));
  });

  it("name the events that go out under them", () => {
    for (const { key, types } of keys) {
      for (const type of types) {
        expect(namesOf(type, dialect).map(({ name }) => name)).toContain(key);
      }
    }
  });

  it("are counted by category", () => {
    const counted = categories.map(({ key, count }) => [key, count]);
    const found = [...Map.groupBy(keys, ({ category }) => category)];
    expect(counted).toEqual(found.map(([category, { length }]) => [category, length]));
  });

  it("have a title of their own in each language", () => {
    for (const language of LANGUAGES) {
      const titles = keys.map(({ title, category }) => `${category} ${title[language]}`);
      expect(new Set(titles).size, titles.join("\n")).toBe(titles.length);
      expect(keys.every(({ description }) => description[language].length > 0)).toBe(true);
    }
  });
});

it("every category has a heading in each language", () => {
  expect(Object.keys(CATEGORY_TITLES).toSorted()).toEqual(CATEGORIES.toSorted());
  for (const title of Object.values({ ...CATEGORY_TITLES, ...NAME_TITLES })) {
    expect(LANGUAGES.map((language) => title[language].length > 0)).toEqual([true, true, true]);
  }
});
