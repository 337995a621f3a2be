/** Expected outcomes are values: a success with its value, or a failure with a reason a caller can switch on. */
export type Result<T, Reason> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: Reason; readonly detail: string | null };

export function ok(): Result<void, never>;
export function ok<T>(value: T): Result<T, never>;
export function ok<T>(value?: T): Result<T | undefined, never> {
  return { ok: true, value };
}

/** `detail` says what was wrong in words; it never holds a secret or a body. */
export function fail<Reason>(reason: Reason, detail: string | null = null): Result<never, Reason> {
  return { ok: false, reason, detail };
}
