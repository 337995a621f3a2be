import type { EventData, EventType, NoticeType } from "#src/core/catalog.ts";

const FAILURE = {
  lastError: "The endpoint answered 503.",
  errorClass: "http_error",
  responseStatus: 503,
} as const;

const WEBHOOK = {
  webhookId: "0194790c-2f10-7a55-9d3e-4b8c1f6a7e20",
  name: "CRM",
  url: "https://crm.example.com/hooks/calls",
  ...FAILURE,
  failingSince: "2025-01-15T22:30:00.000Z",
  metadata: {},
};

/** When samples happened that tell of a time to come: halfway to it, as `percent` says. */
export const HAPPENED_AT: Readonly<Partial<Record<EventType, string>>> = {
  "webhook.failing": "2025-01-18T10:30:00.000Z",
};

export const NOTICE_EXAMPLES: { readonly [T in NoticeType]: EventData<T> } = {
  "webhook.failing": { ...WEBHOOK, percent: 50, deactivatesAt: "2025-01-20T22:30:00.000Z" },
  "webhook.disabled": { ...WEBHOOK, reason: "failing", disabledAt: "2025-01-20T22:30:14.000Z" },
  "delivery.exhausted": {
    deliveryId: "0194790c-9c00-7d10-a1b2-c3d4e5f60718",
    webhookId: WEBHOOK.webhookId,
    eventId: "0194790c-9a40-7c1e-8d3b-5f2a7e6c1b90",
    eventKey: "call.callEnded",
    attempts: 5,
    ...FAILURE,
    metadata: {},
  },
};
