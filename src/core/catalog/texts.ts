import type { EventType } from "#src/core/catalog.ts";
import { CALL_TEXTS } from "./call-texts.ts";
import { NOTICE_TEXTS } from "./notice-texts.ts";
import { PLATFORM_TEXTS } from "./platform-texts.ts";
import { SMS_TEXTS } from "./sms-texts.ts";
import { WHATSAPP_TEXTS } from "./whatsapp-texts.ts";

/** Languages of the catalog; `pt` is Brazilian Portuguese. */
export const LANGUAGES = ["en", "es", "pt"] as const;
export type Language = (typeof LANGUAGES)[number];

/** How an event is presented to people: a title of a few words and one or two sentences. */
export type EventText = { readonly title: string; readonly description: string };
export type EventTexts = Readonly<Record<Language, EventText>>;

export const TEXTS: Readonly<Record<EventType, EventTexts>> = {
  ...CALL_TEXTS,
  ...WHATSAPP_TEXTS,
  ...SMS_TEXTS,
  ...PLATFORM_TEXTS,
  ...NOTICE_TEXTS,
};
