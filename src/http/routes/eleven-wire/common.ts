import { requireScope } from "#src/http/middleware/authenticate.ts";
import { jsonFieldsIn } from "#src/http/middleware/json-body.ts";
import { wireFailed } from "./answer.ts";

export const TAGS = ["11Wire"];
export const READ = requireScope("webhooks:read", wireFailed);
export const WRITE = requireScope("webhooks:write", wireFailed);
// The document's requests name no Content-Type.
export const JSON_BODY = jsonFieldsIn({ answer: wireFailed, assumedType: "application/json" });

/** A webhook or a record in the path of a request. */
export function refOf(
  { workspaceId }: { readonly workspaceId: string },
  { id }: { readonly id: number },
) {
  return { workspaceId, number: id };
}
