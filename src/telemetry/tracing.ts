import {
  type Context,
  context,
  isSpanContextValid,
  type Link,
  type Span as OpenSpan,
  ROOT_CONTEXT,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import type { Span, StoredEvent, Tracing } from "#src/pipeline/tracing-ports.ts";

/** Events whose spans first attempts, and retries soon after, find their parents and links by. */
const REMEMBERED_EVENTS = 10_000;

/** Spans for the SDK that was registered before the gateway started; null where there is none. */
export function openTracing(version: string): Tracing | null {
  const tracer = trace.getTracer("switchhook", version);
  // Without an SDK every span has the id of all zeros. One that is not ended is not exported.
  const isCollected = isSpanContextValid(tracer.startSpan("probe").spanContext());
  return isCollected ? createTracing(tracer) : null;
}

type Origin = { readonly event: SpanContext; readonly links: Link[] };

export function createTracing(tracer: Tracer): Tracing {
  /** Spans of callbacks that are being stored. */
  const callbacks = new Map<string, SpanContext>();
  const origins = new Map<string, Origin>();

  function linksTo(callbackId: string | null): Link[] {
    const callback = callbackId === null ? undefined : callbacks.get(callbackId);
    return callback === undefined ? [] : [{ context: callback }];
  }

  function remember(eventId: string, origin: Origin): void {
    origins.set(eventId, origin);
    if (origins.size <= REMEMBERED_EVENTS) return;
    for (const oldest of origins.keys()) {
      origins.delete(oldest);
      return;
    }
  }

  function noteStored({ id, type, callbackId }: StoredEvent): void {
    const links = linksTo(callbackId);
    const attributes = { "switchhook.event.id": id, "switchhook.event.type": type };
    const span = tracer.startSpan(
      `event ${type}`,
      { kind: SpanKind.PRODUCER, attributes, links },
      traceOf(id),
    );
    span.end();
    remember(id, { event: span.spanContext(), links });
  }

  return {
    callback(provider, work) {
      const attributes = { "switchhook.provider": provider };
      const span = tracer.startSpan(`callback ${provider}`, {
        kind: SpanKind.CONSUMER,
        attributes,
      });
      return inside(span, context.active(), work);
    },
    async ingest(callbackId, work) {
      const span = tracer.startSpan("ingest");
      callbacks.set(callbackId, span.spanContext());
      try {
        return await inside(span, context.active(), work);
      } finally {
        callbacks.delete(callbackId);
      }
    },
    stored(events) {
      for (const event of events) noteStored(event);
    },
    attempt({ eventId, eventKey, fields }, work) {
      const origin = origins.get(eventId);
      const parent =
        origin === undefined ? traceOf(eventId) : trace.setSpanContext(ROOT_CONTEXT, origin.event);
      const links = origin?.links ?? [];
      const span = tracer.startSpan(
        `deliver ${eventKey}`,
        { kind: SpanKind.CLIENT, attributes: { ...fields }, links },
        parent,
      );
      return inside(span, parent, work);
    },
  };
}

/**
 * The trace of an event is the one that tenants are told of: its id is the event's. A trace cannot be given an id but by
 * a parent, so there is one that was never a span; its id is the second half of the event's, which is never all zeros.
 */
function traceOf(eventId: string): Context {
  const hex = eventId.replaceAll("-", "");
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId: hex,
    spanId: hex.slice(16),
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  });
}

async function inside<T>(
  open: OpenSpan,
  parent: Context,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const span: Span = {
    id: open.spanContext().spanId,
    set: (fields) => void open.setAttributes({ ...fields }),
    fail: (message) => void open.setStatus({ code: SpanStatusCode.ERROR, message }),
  };
  try {
    return await context.with(trace.setSpan(parent, open), () => work(span));
  } catch (error) {
    // Its words may quote a database or a tenant: the log has them.
    span.fail(error instanceof Error ? error.name : "error");
    throw error;
  } finally {
    open.end();
  }
}
