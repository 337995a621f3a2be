import { type Issue, issue } from "#src/core/issue.ts";
import type { Provider } from "#src/provider.ts";

/** What a provider finds wrong with what a connection to it is to hold. */
export function connectionIssues(
  providers: ReadonlyMap<string, Provider>,
  about: {
    readonly provider: string;
    readonly secrets: readonly string[];
    readonly settings: Readonly<Record<string, unknown>>;
  },
): readonly Issue[] {
  const { secrets, settings } = about;
  const provider = providers.get(about.provider);
  if (provider === undefined) {
    return [issue("provider", `must be one of ${[...providers.keys()].join(", ")}`)];
  }
  if (secrets.length === 0 || secrets.some((one) => one.trim() === "")) {
    return [issue("secret", "must not be empty")];
  }
  const parsed = provider.settings.safeParse({ secrets, settings });
  if (parsed.success) return [];
  return parsed.error.issues.map(({ path, message }) => issue(fieldPath(path), message));
}

/** The provider knows `secrets`, the request calls it `secret`. */
function fieldPath([first, ...rest]: readonly PropertyKey[]): string {
  return [first === "secrets" ? "secret" : first, ...rest].map(String).join(".");
}
