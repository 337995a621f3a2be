import type { Issue } from "#src/core/issue.ts";
import { fail, type Result } from "#src/core/result.ts";
import type { ReadRefusal, Refusal } from "./tenant-ports.ts";

export const NOT_FOUND: Result<never, ReadRefusal> = fail({ kind: "not-found" });

export function invalid(...issues: Issue[]): Result<never, ReadRefusal> {
  return fail({ kind: "invalid", issues });
}

export function conflict(message: string): Result<never, Refusal> {
  return fail({ kind: "conflict", message });
}
