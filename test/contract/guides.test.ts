import { describe, expect, it } from "vitest";
import { z } from "zod";
import { LANGUAGES } from "#src/core/catalog/texts.ts";
import type { SettingGuide, Words } from "#src/provider.ts";
import { guides, handshakers, providers } from "#src/registry.ts";

const SAMPLES = {
  text: "some text",
  boolean: true,
  seconds: 60,
  addresses: ["192.0.2.0/24", "2001:db8::1"],
  credentials: { username: "u", password: "p" },
} as const satisfies Record<SettingGuide["kind"], unknown>;

const Described = z.object({
  properties: z.object({ settings: z.looseObject({ properties: z.record(z.string(), z.any()) }) }),
});

function settingsOf(id: string): readonly string[] {
  const schema = providers.get(id)?.settings;
  if (schema === undefined) throw new Error(`no provider ${id}`);
  return Object.keys(
    Described.parse(z.toJSONSchema(schema, { io: "input" })).properties.settings.properties,
  );
}

it("every provider has a guide, in the same order", () => {
  expect(guides.map(({ id }) => id)).toEqual([...providers.keys()]);
});

describe.each(guides)("the guide of $id", ({ id, ...guide }) => {
  it("names the settings that there are, each of the kind that it is", () => {
    expect(guide.settings.map(({ name }) => name).toSorted()).toEqual(settingsOf(id).toSorted());
    for (const { name, kind } of guide.settings) {
      const raw = { secrets: ["a secret"], settings: { [name]: SAMPLES[kind] } };
      expect(providers.get(id)?.settings.safeParse(raw).success, name).toBe(true);
    }
  });

  it("says what it needs", () => {
    const names = guide.settings.map(({ name }) => name);
    expect(guide.needsVerifyToken).toBe(handshakers.has(id));
    expect(names.includes("verifyToken")).toBe(guide.needsVerifyToken);
    expect(names.includes("basicAuth")).toBe(guide.hasUnsignedKinds);
    expect(guide.documentation).toMatch(/^https:\/\//);
  });

  it("is there in every language, and not the same in two", () => {
    const texts: readonly Words[] = [
      ...[guide.secret.title, guide.secret.description, guide.identifiers],
      ...guide.settings.flatMap(({ title, description }) => [title, description]),
      ...guide.steps,
    ];
    for (const words of texts) {
      expect(Object.keys(words).toSorted()).toEqual([...LANGUAGES].toSorted());
      for (const language of LANGUAGES) expect(words[language].trim()).not.toBe("");
      const isSentence = words.en.includes(" ") && words.en.length > 40;
      if (isSentence) expect(new Set(Object.values(words)).size).toBe(LANGUAGES.length);
    }
  });
});
