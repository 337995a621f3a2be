import type { InboundRequest } from "#src/provider.ts";
import { glanceAtObject } from "./json.ts";
import { Change, Entry, Envelope, MessagesValue, readable } from "./schema.ts";

/** A batch tells of few numbers; what is named beyond this many is not looked at. */
const MAX_LOOKED_AT = 1_000;
const MAX_IDENTIFIERS = 100;

/** phone_number_id of every change and the id of every entry (the WhatsApp Business Account), each once. */
export function identify(request: InboundRequest): readonly string[] {
  const payload = glanceAtObject(request.body);
  if (payload === null) return [];
  const entries = readable(Entry, Envelope.parse(payload).entry.slice(0, MAX_LOOKED_AT));
  const changes = entries.flatMap((entry) => entry.changes).slice(0, MAX_LOOKED_AT);
  const values = readable(Change, changes).map((change) => change.value);
  const numbers = readable(MessagesValue, values).map((value) => value.metadata.phone_number_id);
  const accounts = entries.map((entry) => entry.id);
  const found = [...numbers, ...accounts].filter((id) => id !== null);
  return [...new Set(found)].slice(0, MAX_IDENTIFIERS);
}
