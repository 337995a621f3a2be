import { createMiddleware } from "hono/factory";
import { parseId } from "#src/core/ids.ts";
import {
  bearerOf,
  CHALLENGED,
  requireScope,
  type TenantEnv,
} from "#src/http/middleware/authenticate.ts";
import { jsonFieldsIn } from "#src/http/middleware/json-body.ts";
import type { AgentWebhooks } from "#src/pipeline/agent-webhooks.ts";
import type { Authenticate } from "#src/pipeline/tenant-ports.ts";
import { AGENT_NOT_FOUND, talkoverFailed } from "./answer.ts";

const MISSING = "Missing Bearer Token";

export const READ = requireScope("webhooks:read", talkoverFailed);
export const WRITE = requireScope("webhooks:write", talkoverFailed);

/** `Authorization: Bearer`, and nothing else, as the document has it; the token says for which workspace it is. */
export function bearer(authenticate: Authenticate) {
  return createMiddleware<TenantEnv>(async (c, next) => {
    const text = bearerOf(c.req.raw.headers);
    if (text === null) {
      return talkoverFailed(c, "unauthenticated", { detail: MISSING, headers: CHALLENGED });
    }
    const authentic = await authenticate({ text, presentedAs: "bearer" });
    if (!authentic.ok) {
      const detail = `Invalid Bearer Token. ${authentic.detail ?? "It is not known here."}`;
      return talkoverFailed(c, "unauthenticated", { detail, headers: CHALLENGED });
    }
    c.set("principal", authentic.value);
    return next();
  });
}

/** Nothing is said of the webhooks of an agent that is not the workspace's own, nor of a body that is meant for it. */
export function ownAgent(hasAgent: AgentWebhooks["hasAgent"]) {
  return createMiddleware<TenantEnv>(async (c, next) => {
    const { workspaceId } = c.get("principal");
    const agentId = parseId(c.req.param("agentId") ?? "");
    if (agentId !== null && (await hasAgent({ workspaceId, agentId }))) return next();
    return talkoverFailed(c, "not-found", { detail: AGENT_NOT_FOUND });
  });
}

export const JSON_BODY = jsonFieldsIn({ answer: talkoverFailed, assumedType: "application/json" });
