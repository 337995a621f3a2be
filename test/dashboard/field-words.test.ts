import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { checkCustomHeaders } from "#src/core/custom-headers.ts";

vi.stubGlobal("document", { documentElement: {} });

const { showLanguage } = await import("#dashboard/i18n/language.ts");
const { fieldWords } = await import("#dashboard/app/field-words.ts");
const { messages } = await import("#dashboard/i18n/es.ts");

beforeAll(() => showLanguage("es"));
afterAll(() => showLanguage("en"));

const RULES = { ownHeaders: ["x-signature"], allowsAuthorizationHeader: false };
const BAD = {
  "a b": "1",
  host: "1",
  "content-type": "1",
  "user-agent": "1",
  "x-signature": "1",
  authorization: "1",
  "x-a": "é",
  "x-b": "1",
  "X-B": "2",
};

function sentenceOf(schema: z.ZodType, value: unknown): string {
  return schema.safeParse(value).error?.issues[0]?.message ?? "";
}

describe("what the API says of a field, in the reader's language", () => {
  it.each([
    [sentenceOf(z.string(), undefined), "Es obligatorio."],
    [sentenceOf(z.string(), 1), "No es del tipo correcto."],
    [sentenceOf(z.string().min(1), ""), "Introduce algo."],
    [sentenceOf(z.string().max(5), "123456"), "Usa como máximo 5 caracteres."],
    [sentenceOf(z.number().max(30), 45), "Usa como máximo 30."],
    [sentenceOf(z.number().min(1), 0), "Usa como mínimo 1."],
    [sentenceOf(z.array(z.string()).max(2), ["1", "2", "3"]), "Usa como máximo 2 elementos."],
    [
      "must have 1 to 256 characters, none of them a control character",
      "Usa entre 1 y 256 caracteres.",
    ],
    ["the host is not on the public internet", messages.fieldError.privateAddress],
    ["only https:// URLs can be called", messages.fieldError.https],
    ["at position 4: expected a name", "En la posición 4: expected a name"],
  ])("%s", (sentence, text) => {
    expect(fieldWords(sentence)).toBe(text);
  });

  it("knows every sentence about a header", () => {
    for (const { message: sentence } of checkCustomHeaders(BAD, RULES)) {
      expect([sentence, fieldWords(sentence)]).not.toEqual([sentence, sentence]);
    }
  });

  it("leaves a sentence that it does not know as it is", () => {
    expect(fieldWords("is the wrong way round")).toBe("is the wrong way round");
  });
});
