import { VERSION } from "#src/version.ts";

/** What tenants see as the sender of deliveries. */
export const USER_AGENT = `Switchhook/${VERSION}`;
