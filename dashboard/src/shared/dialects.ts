import type { CreateWebhook } from "#sdk/schema.ts";

export type DialectId = NonNullable<CreateWebhook["dialect"]>;

export const DIALECTS = [
  "subverse",
  "standard",
  "cloudevents",
  "agents-studio",
  "talkover",
  "11wire",
] as const satisfies readonly DialectId[];

/** What a webhook does that sets neither: the API does not say, so a test holds these against the gateway's own. */
export type DialectFacts = {
  readonly timeoutSeconds: number;
  /** Between the end of an attempt and the next. */
  readonly delaysSeconds: readonly number[];
  readonly allowsAuthorization: boolean;
};

const [MINUTE, HOUR] = [60, 3600];
const LONG = [
  5,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];

export const DIALECT_FACTS: Readonly<Record<DialectId, DialectFacts>> = {
  subverse: { timeoutSeconds: 5, delaysSeconds: [1, 5, 25], allowsAuthorization: true },
  standard: { timeoutSeconds: 20, delaysSeconds: LONG, allowsAuthorization: true },
  cloudevents: { timeoutSeconds: 20, delaysSeconds: LONG, allowsAuthorization: true },
  "agents-studio": { timeoutSeconds: 15, delaysSeconds: [1, 2, 4, 8], allowsAuthorization: false },
  talkover: { timeoutSeconds: 30, delaysSeconds: [1, 2, 4], allowsAuthorization: true },
  "11wire": { timeoutSeconds: 30, delaysSeconds: [30, 60, 120, 240], allowsAuthorization: true },
};

export function dialectOf(text: string): DialectId {
  return DIALECTS.find((one) => one === text) ?? "standard";
}
