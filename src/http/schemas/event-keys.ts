import { z } from "@hono/zod-openapi";
import { DIALECT_IDS } from "#src/core/catalog/define.ts";
import type { Language } from "#src/core/catalog/texts.ts";
import type { DialectId } from "#src/core/catalog.ts";
import type { EventKeys } from "#src/pipeline/event-keys.ts";
import { DEFAULT_DIALECT } from "#src/pipeline/webhooks.ts";
import { LanguageParameters } from "./event-types.ts";
import { inLanguage, Words } from "./words.ts";

export const EventKeyParameters = LanguageParameters.extend({
  dialect: z
    .enum(DIALECT_IDS)
    .default(DEFAULT_DIALECT)
    .openapi({ description: "Whose words; as of a webhook, `agents-studio` unless said." }),
});

export const EventKeyList = z
  .object({
    dialect: z.enum(DIALECT_IDS),
    categories: z
      .array(z.object({ key: z.string(), title: Words, count: z.int() }))
      .openapi({ description: "In the order of their keys below, with how many they are." }),
    data: z.array(
      z
        .object({
          key: z.string().openapi({ description: "For `eventKeys`.", example: "call.completed" }),
          category: z.string().openapi({ example: "call" }),
          title: Words,
          description: Words,
          types: z
            .array(z.string())
            .openapi({ description: "The events of the catalog that go out under it." }),
        })
        .openapi("EventKey"),
    ),
  })
  .openapi("EventKeyList");

export function eventKeysBody(
  dialect: DialectId,
  { keys, categories }: EventKeys,
  language: Language | null,
): z.infer<typeof EventKeyList> {
  return {
    dialect,
    categories: categories.map(({ key, title, count }) => {
      return { key, title: inLanguage(title, language), count };
    }),
    data: keys.map(({ key, category, title, description, types }) => ({
      ...{ key, category },
      title: inLanguage(title, language),
      description: inLanguage(description, language),
      types: [...types],
    })),
  };
}
