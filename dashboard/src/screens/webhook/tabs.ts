export const TABS = ["overview", "deliveries", "settings", "secret", "test", "recover"] as const;
export type Tab = (typeof TABS)[number];

/** The address of one of a webhook's tabs; the first has the page's own. */
export function tabHref(webhookId: string, tab: Tab): string {
  const page = `/dashboard/webhooks/${webhookId}`;
  return tab === "overview" ? page : `${page}?tab=${tab}`;
}
