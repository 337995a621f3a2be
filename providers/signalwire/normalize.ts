import { ok, type Result } from "#src/core/result.ts";
import type { InboundRequest, Normalized } from "#src/provider.ts";
import { FORM_NORMALISERS } from "./normalize-form.ts";
import { JSON_NORMALISERS } from "./normalize-json.ts";
import { readPayload } from "./payload.ts";
import { recogniseForm, recogniseJson } from "./recognise.ts";
import type { Connection } from "./schema.ts";

/** Where a callback gives no time of its own, it happened when it came in. */
export function normalize(
  request: InboundRequest,
  { settings }: Connection,
): Result<Normalized, "malformed"> {
  const payload = readPayload(request);
  if (!payload.ok) return payload;
  const arrival = { receivedAt: request.receivedAt.toISOString(), settings };
  if (payload.value.format === "form") {
    const { fields } = payload.value;
    const { kind, type } = recogniseForm(fields);
    return ok({ type, facts: FORM_NORMALISERS[kind](fields, arrival) });
  }
  const { value } = payload.value;
  const { kind, type } = recogniseJson(value);
  return ok({ type, facts: JSON_NORMALISERS[kind](value, arrival) });
}
