import { type Issue, issue } from "#src/core/issue.ts";
import type { Provider } from "#src/provider.ts";
import { hasOwnSources, type SourceRules } from "./source-policy.ts";

export type ConnectionRules = {
  readonly providers: ReadonlyMap<string, Provider>;
  readonly sources: SourceRules;
};

/** What a provider finds wrong with what a connection to it is to hold. */
export function connectionIssues(
  { providers, sources }: ConnectionRules,
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
  if (parsed.success) return sourceIssues(sources, about);
  return parsed.error.issues.map(({ path, message }) => issue(fieldPath(path), message));
}

/** A setting that could refuse nothing would be taken for a protection. */
function sourceIssues(
  { knowsSources }: SourceRules,
  { provider, settings }: { readonly provider: string; readonly settings: object },
): readonly Issue[] {
  const asked: Readonly<Record<string, unknown>> = { ...settings };
  const { enforceSourceIps } = asked;
  if (enforceSourceIps !== true || hasOwnSources(asked) || knowsSources(provider)) return [];
  const message = `needs sourceAddresses: ${provider} publishes no addresses`;
  return [issue("settings.enforceSourceIps", message)];
}

/** The provider knows `secrets`, the request calls it `secret`. */
function fieldPath([first, ...rest]: readonly PropertyKey[]): string {
  return [first === "secrets" ? "secret" : first, ...rest].map(String).join(".");
}
