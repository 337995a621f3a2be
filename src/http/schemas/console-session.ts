import { z } from "@hono/zod-openapi";
import type { ConsoleSession } from "#src/pipeline/console-session-ports.ts";
import type { Presented } from "#src/pipeline/console-sessions.ts";

const KINDS = ["key", "token", "code"] as const;
const LONGEST_CREDENTIAL = 8192;
/** People copy line ends along with it. */
const Text = z.string().trim().min(1).max(LONGEST_CREDENTIAL);

/** An API key, a JWT or the code of a one-time link. */
export const SignInBody = z
  .strictObject({ key: Text, token: Text, code: Text })
  .partial()
  .transform((given, context): Presented => {
    const presented = KINDS.flatMap((kind): Presented[] => {
      const text = given[kind];
      return text === undefined ? [] : [{ kind, text }];
    });
    const [only, ...more] = presented;
    if (only !== undefined && more.length === 0) return only;
    context.addIssue({ code: "custom", message: "must have one of key, token and code" });
    return z.NEVER;
  });

export function sessionBody(session: ConsoleSession) {
  const { workspaceId, workspaceName, scopes, expiresAt, keyName } = session;
  return { workspaceId, workspaceName, scopes, expiresAt: expiresAt.toISOString(), keyName };
}
