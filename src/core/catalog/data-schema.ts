import { z } from "zod";
import { CATALOG, type EventType } from "#src/core/catalog.ts";

export type JsonSchema = Readonly<Record<string, unknown>>;

/** JSON Schema (2020-12) of an event's data, as it is told: fields may be added, so that others are not forbidden. */
export function dataSchemaOf(type: EventType): JsonSchema {
  return z.toJSONSchema(CATALOG[type].data, {
    override({ jsonSchema }) {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
      // The keys of any JSON object are strings.
      delete jsonSchema.propertyNames;
      // `format` says what this pattern of some hundred characters says.
      if (jsonSchema.format === "date-time") delete jsonSchema.pattern;
    },
  });
}
