import type { ProviderSetting } from "#sdk/schema.ts";

/** What stands in the fields of a setting: one, and a user name beside it where it is credentials. */
export type SettingDraft = { readonly text: string; readonly username: string };
export type SettingsDraft = Readonly<Record<string, SettingDraft>>;

const EMPTY: SettingDraft = { text: "", username: "" };

export function draftOf(
  settings: readonly ProviderSetting[],
  values: Readonly<Record<string, unknown>>,
): SettingsDraft {
  return Object.fromEntries(
    settings.map((setting) => [setting.name, fieldsOf(setting, values[setting.name])]),
  );
}

function fieldsOf({ kind }: ProviderSetting, value: unknown): SettingDraft {
  if (value === undefined || value === null) return EMPTY;
  if (kind === "credentials") {
    const { username = "", password = "" } = value as Readonly<Record<string, string>>;
    return { username, text: password };
  }
  if (kind === "addresses") return { ...EMPTY, text: (value as readonly string[]).join("\n") };
  return { ...EMPTY, text: String(value) };
}

/** As the API takes them. An empty field means that the setting is not there: null takes it away, where `isPatch`. */
export function settingsOf(
  settings: readonly ProviderSetting[],
  draft: SettingsDraft,
  isPatch: boolean,
): Record<string, unknown> {
  const entries = settings.map((setting) => {
    const value = settingOf(setting, draft[setting.name] ?? EMPTY);
    return [setting.name, value] as const;
  });
  return Object.fromEntries(isPatch ? entries : entries.filter(([, value]) => value !== null));
}

function settingOf({ kind }: ProviderSetting, { text, username }: SettingDraft): unknown {
  if (kind === "credentials") {
    return username === "" && text === "" ? null : { username, password: text };
  }
  const trimmed = text.trim();
  if (trimmed === "") return null;
  if (kind === "boolean") return trimmed === "true";
  if (kind === "seconds") return Number(trimmed);
  return kind === "addresses" ? lines(trimmed) : trimmed;
}

export function lines(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
