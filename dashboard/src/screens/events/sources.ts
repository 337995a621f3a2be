import { t } from "#dashboard/i18n/t.ts";

const NAMES: Readonly<Record<string, string>> = {
  signalwire: "SignalWire",
  elevenlabs: "ElevenLabs",
  whatsapp: "WhatsApp",
};

export const PROVIDERS = Object.keys(NAMES);

/** Names of providers are not translated; what the workspace published itself has none. */
export function sourceName(provider: string | null): string {
  if (provider === null) return t("events.byTime");
  return provider === "platform" ? t("events.platform") : (NAMES[provider] ?? provider);
}
