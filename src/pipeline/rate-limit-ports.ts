/** What is left to a key of its requests in the present window. */
export type Allowance = {
  readonly isAllowed: boolean;
  readonly remaining: number;
  /** Until the window ends and all requests are there again. */
  readonly resetSeconds: number;
};

export type RateLimit = {
  /** Requests in a window. */
  readonly quota: number;
  readonly windowSeconds: number;
  /** Counts one request. Never fails, and never makes a request wait for a store that is away. */
  take(keyId: string): Promise<Allowance>;
};
