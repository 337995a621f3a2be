import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { z } from "zod";
import { issue } from "#src/core/issue.ts";
import type { TenantEnv } from "./middleware/authenticate.ts";
import { invalidRequest, notFound } from "./problem.ts";

type Validated = { readonly target: string } & (
  | { readonly success: true }
  | { readonly success: false; readonly error: z.ZodError }
);

/** Routes of the tenant API, checked against their schemas. */
export function tenantRouter(): OpenAPIHono<TenantEnv> {
  return new OpenAPIHono<TenantEnv>({ defaultHook: answerInvalid });
}

function answerInvalid(result: Validated, c: Context) {
  if (result.success) return undefined;
  // What is not an id names nothing.
  if (result.target === "param") return notFound(c);
  const issues = result.error.issues.map(({ path, message }) =>
    issue(path.map(String).join(".") || "body", message),
  );
  return invalidRequest(c, issues);
}
