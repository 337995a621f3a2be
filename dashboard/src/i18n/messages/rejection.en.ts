export const rejection = {
  "missing-signature": "No signature",
  "bad-signature": "Signature does not match",
  "stale-timestamp": "Time stamp too old",
  "no-key": "No secret configured",
  "source-address": "Address outside the provider’s ranges",
  "unknown-connection": "Unknown connection",
} as const;
