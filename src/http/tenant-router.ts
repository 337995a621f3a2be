import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { getPath } from "hono/utils/url";
import type { z } from "zod";
import { issue } from "#src/core/issue.ts";
import type { AnswerFailure } from "./family.ts";
import type { TenantEnv } from "./middleware/authenticate.ts";
import { describeIssues, failed } from "./problem.ts";

type Validated = { readonly target: string } & (
  | { readonly success: true }
  | { readonly success: false; readonly error: z.ZodError }
);

/** Routes for tenants, checked against their schemas. `pathOf`: by what a request is routed, of the whole app alone. */
export function tenantRouter(
  answer: AnswerFailure = failed,
  pathOf: (request: Request) => string = getPath,
): OpenAPIHono<TenantEnv> {
  return new OpenAPIHono<TenantEnv>({
    getPath: pathOf,
    defaultHook: (result: Validated, c) => answerInvalid(result, c, answer),
  });
}

function answerInvalid(result: Validated, c: Context, answer: AnswerFailure) {
  if (result.success) return undefined;
  // What is not an id names nothing.
  if (result.target === "param") {
    return answer(c, "not-found", { detail: "There is nothing here, or it is not yours." });
  }
  const issues = telling(result.error.issues).map(({ path, message }) =>
    issue(placeOf(path), message),
  );
  return answer(c, "invalid-request", describeIssues(issues));
}

type Found = z.core.$ZodIssue;

/** What is of the wrong type is not measured as well: Zod tells the length even of `[]` in place of a text. */
function telling(issues: readonly Found[]): readonly Found[] {
  const mistyped = new Set(
    issues.filter(({ code }) => code === "invalid_type").map(({ path }) => placeOf(path)),
  );
  return issues.filter(({ code, path }) => code === "invalid_type" || !mistyped.has(placeOf(path)));
}

function placeOf(path: readonly PropertyKey[]): string {
  return path.map(String).join(".") || "body";
}
