import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { z } from "zod";
import { issue } from "#src/core/issue.ts";
import type { AnswerFailure } from "./family.ts";
import type { TenantEnv } from "./middleware/authenticate.ts";
import { describeIssues, failed } from "./problem.ts";

type Validated = { readonly target: string } & (
  | { readonly success: true }
  | { readonly success: false; readonly error: z.ZodError }
);

/** Routes for tenants, checked against their schemas. */
export function tenantRouter(answer: AnswerFailure = failed): OpenAPIHono<TenantEnv> {
  return new OpenAPIHono<TenantEnv>({
    defaultHook: (result: Validated, c) => answerInvalid(result, c, answer),
  });
}

function answerInvalid(result: Validated, c: Context, answer: AnswerFailure) {
  if (result.success) return undefined;
  // What is not an id names nothing.
  if (result.target === "param") {
    return answer(c, "not-found", { detail: "There is nothing here, or it is not yours." });
  }
  const issues = result.error.issues.map(({ path, message }) =>
    issue(path.map(String).join(".") || "body", message),
  );
  return answer(c, "invalid-request", describeIssues(issues));
}
