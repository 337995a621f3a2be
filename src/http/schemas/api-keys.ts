import { z } from "@hono/zod-openapi";
import type { ApiKeyView } from "#src/pipeline/configuration-ports.ts";
import { iso, Time } from "./common.ts";

/** A key as it is shown after it was made: never the key itself. */
export const KeptApiKeyBody = z
  .object({
    id: z.uuid(),
    name: z.string(),
    prefix: z.string().openapi({ description: "First characters, to recognise the key by." }),
    scopes: z.array(z.string()),
    createdAt: Time,
    lastUsedAt: Time.nullable().openapi({ description: "To the minute." }),
  })
  .openapi("ApiKey");

export function keptApiKeyBody(key: ApiKeyView): z.input<typeof KeptApiKeyBody> {
  const { id, name, prefix, scopes, createdAt, lastUsedAt } = key;
  return {
    id,
    name,
    prefix,
    scopes: [...scopes],
    createdAt: createdAt.toISOString(),
    lastUsedAt: iso(lastUsedAt),
  };
}
