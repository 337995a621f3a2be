import { z } from "@hono/zod-openapi";
import { DIALECT_IDS } from "#src/core/catalog/define.ts";
import { LANGUAGES, type Language } from "#src/core/catalog/texts.ts";
import { CATEGORIES, type EventTypeView } from "#src/pipeline/event-types.ts";
import { Time } from "./common.ts";

const LanguageParameter = z.enum(LANGUAGES).optional().openapi({
  description: "Of the texts. Without it `Accept-Language` decides; without that all are given.",
});

export const LanguageParameters = z.object({ language: LanguageParameter });
export const EventTypeParameters = z.object({
  dialect: z.enum(DIALECT_IDS).optional().openapi({
    description: "Only what this dialect knows, with its names and payloads.",
  }),
  category: z.enum(CATEGORIES).optional(),
  language: LanguageParameter,
});

const Text = z.object({ title: z.string(), description: z.string() });

export const EventType = z
  .object({
    key: z.string().openapi({ example: "call.callEnded" }),
    category: z.string().openapi({ example: "call" }),
    names: z.partialRecord(z.enum(DIALECT_IDS), z.array(z.string())).openapi({
      description: "What subscriptions call it, by dialect.",
      example: { "agents-studio": ["call.callEnded"] },
    }),
    texts: z.object({ en: Text.optional(), es: Text.optional(), pt: Text.optional() }),
    schema: z
      .record(z.string(), z.unknown())
      .openapi({ description: "JSON Schema (2020-12) of the event's `data`." }),
    sample: z
      .object({
        id: z.uuid(),
        type: z.string(),
        occurredAt: Time,
        workspaceId: z.uuid(),
        agentId: z.uuid().nullable(),
        callId: z.string().nullable(),
        conversationId: z.string().nullable(),
        workflowId: z.string().nullable(),
        data: z.record(z.string(), z.unknown()),
      })
      .openapi({ description: "An event of this type." }),
    payloads: z
      .array(
        z.object({
          dialect: z.enum(DIALECT_IDS),
          name: z.string(),
          contentType: z.string(),
          payload: z.record(z.string(), z.unknown()),
        }),
      )
      .openapi({ description: "What is delivered of the sample, under each of its names." }),
  })
  .openapi("EventType");

export const EventTypeList = z.object({ data: z.array(EventType) }).openapi("EventTypeList");

/** `language` null: the texts in all of them. */
export function eventTypeBody(
  { key, category, names, texts, schema, sample, payloads }: EventTypeView,
  language: Language | null,
): z.infer<typeof EventType> {
  const { id, type, occurredAt, workspaceId, agentId } = sample;
  const { callId, conversationId, workflowId, data } = sample;
  return {
    key,
    category,
    names: Object.fromEntries(Object.entries(names).map(([dialect, own]) => [dialect, [...own]])),
    texts: language === null ? texts : { [language]: texts[language] },
    schema,
    sample: {
      ...{ id, type, occurredAt, workspaceId, agentId, callId, conversationId, workflowId },
      data: { ...data },
    },
    payloads: [...payloads],
  };
}
