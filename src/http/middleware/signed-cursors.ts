import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { START } from "#src/core/cursor.ts";
import { issue } from "#src/core/issue.ts";
import { NOT_A_CURSOR } from "#src/core/list-query.ts";
import { invalidRequest } from "#src/http/problem.ts";
import type { CursorScope, CursorSigner } from "#src/security/signed-cursors.ts";
import type { TenantEnv } from "./authenticate.ts";

/** Signs the cursors of answers, and lets through none that was changed or is for another list, filter or sort. */
export function signedCursors(signer: CursorSigner) {
  return createMiddleware<TenantEnv>(async (c, next) => {
    // Nothing else than lists takes one, and lists are read.
    const isRead = c.req.method === "GET" || c.req.method === "HEAD";
    const cursor = (isRead && c.req.query("cursor")) || START;
    const scope = scopeOf(c);
    if (cursor !== START && !signer.isSealed(cursor, scope)) {
      return invalidRequest(c, [issue("cursor", NOT_A_CURSOR)]);
    }
    c.set("sealCursor", (made) => signer.seal(made, scope));
    return next();
  });
}

function scopeOf(c: Context<TenantEnv>): CursorScope {
  return {
    workspaceId: c.get("principal").workspaceId,
    path: c.req.path,
    sort: c.req.query("sort") ?? "",
    filter: c.req.query("filter") ?? "",
  };
}
