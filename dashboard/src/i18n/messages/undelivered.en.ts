export const undelivered = {
  title: "Undelivered",
  about: "Events that never reached a webhook, and why. Most can be sent again.",
  anyReason: "Any reason",
  reason: "Reason",
  event: "Event",
  when: "When",
  retry: "Send again",
  retried: "It is being sent again.",
  show: "Show the event",
  emptyTitle: "Everything was delivered",
  emptyText:
    "Events show here when all attempts failed, their webhook was switched off, or no webhook wanted them.",
  noMatchHint:
    "No webhook wanted these events. If one should have, check its event names, agents and filters.",
  recoverHint:
    "To send again everything that one webhook missed, open the webhook and choose Recover.",
} as const;
