import type { InboundRequest } from "#src/provider.ts";
import { firstValues, parseParameters } from "./form-parameters.ts";
import { asObject, type JsonObject, readPayload } from "./payload.ts";
import { queryOf } from "./public-url.ts";

const FORM_NAMES = ["AccountSid", "project_id", "space_id"] as const;
const MAX_LENGTH = 128;

/** Project and space ids that an unverified request names, in the URL and wherever SignalWire puts them in a body. */
export function identify(request: InboundRequest): readonly string[] {
  const inUrl = namedIn(firstValues(parseParameters(queryOf(request.url))));
  const found = [...inUrl, ...inBody(request)].filter(
    (id): id is string => typeof id === "string" && id !== "" && id.length <= MAX_LENGTH,
  );
  return [...new Set(found)];
}

function inBody(request: InboundRequest): readonly unknown[] {
  const payload = readPayload(request);
  if (!payload.ok) return [];
  if (payload.value.format === "form") return namedIn(payload.value.fields);
  const { value } = payload.value;
  const places = [
    value,
    ...["call", "message", "params", "call_info"].map((name) => asObject(value[name])),
  ];
  return places
    .filter((place): place is JsonObject => place !== null)
    .flatMap((place) => FORM_NAMES.map((name) => place[name]));
}

function namedIn(fields: ReadonlyMap<string, string>): readonly unknown[] {
  return FORM_NAMES.map((name) => fields.get(name));
}
