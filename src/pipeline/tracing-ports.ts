export type SpanFields = Readonly<Record<string, string | number | boolean>>;

export type Span = {
  /** 16 lower-case hex digits, not all zero. */
  readonly id: string;
  set(fields: SpanFields): void;
  /** It did not go well; the words are ours, never a tenant's or a provider's. */
  fail(reason: string): void;
};

export type StoredEvent = {
  readonly id: string;
  readonly type: string;
  readonly callbackId: string | null;
};

/**
 * Spans of the work: callback → event → attempt. An event and its attempts share the trace whose id is the event's; it is
 * linked to the trace of the callback. What throws fails its span.
 */
export type Tracing = {
  callback<T>(provider: string, work: (span: Span) => Promise<T>): Promise<T>;
  ingest<T>(callbackId: string, work: (span: Span) => Promise<T>): Promise<T>;
  /** After the commit. */
  stored(events: readonly StoredEvent[]): void;
  attempt<T>(
    of: { readonly eventId: string; readonly eventKey: string; readonly fields: SpanFields },
    work: (span: Span) => Promise<T>,
  ): Promise<T>;
};
