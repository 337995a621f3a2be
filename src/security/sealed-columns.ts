/** Where a sealed value lives: bound into its seal, so that it opens in no other row or column. */
export const sealContext = {
  webhookSecret: (webhookId: string) => `webhooks.secret:${webhookId}`,
  /** JSON object of header name to value. */
  webhookHeaders: (webhookId: string) => `webhooks.headers:${webhookId}`,
  /** `whsk_` and the seed. */
  webhookSigningKey: (webhookId: string) => `webhooks.signing_key:${webhookId}`,
  /** JSON array of secrets. */
  connectionSecrets: (connectionId: string) => `connections.secrets:${connectionId}`,
  /** JSON object. */
  connectionSettings: (connectionId: string) => `connections.settings:${connectionId}`,
  /** One text for the whole database, known to all. */
  encryptionCheck: "encryption_check.sealed",
} as const;
