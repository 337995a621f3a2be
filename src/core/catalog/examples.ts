import type { EventData, EventType } from "#src/core/catalog.ts";
import { CALL_EXAMPLES } from "./call-examples.ts";
import { NOTICE_EXAMPLES } from "./notice-examples.ts";
import { PLATFORM_EXAMPLES } from "./platform-examples.ts";
import { SMS_EXAMPLES } from "./sms-examples.ts";
import { WHATSAPP_EXAMPLES } from "./whatsapp-examples.ts";

/** Sample data of every event, for test deliveries and documentation. */
export const EXAMPLES: { readonly [T in EventType]: EventData<T> } = {
  ...CALL_EXAMPLES,
  ...WHATSAPP_EXAMPLES,
  ...SMS_EXAMPLES,
  ...PLATFORM_EXAMPLES,
  ...NOTICE_EXAMPLES,
};
