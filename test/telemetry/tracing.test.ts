import { AsyncLocalStorage } from "node:async_hooks";
import {
  type Context,
  type ContextManager,
  context,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  type SpanOptions,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTracing, openTracing } from "#src/telemetry/tracing.ts";

const EVENT_ID = "0194790c-9c00-7b3e-8f11-aa55bb66cc77";
const TRACE_ID = EVENT_ID.replaceAll("-", "");

type Recorded = {
  readonly name: string;
  readonly own: SpanContext;
  readonly parent: SpanContext | undefined;
  readonly options: SpanOptions;
  readonly attributes: Record<string, unknown>;
  status: { code: SpanStatusCode; message?: string } | null;
  isEnded: boolean;
};

/** What an SDK does with spans, and no more. */
function recordingTracer() {
  const spans: Recorded[] = [];
  let count = 0;
  const tracer = {
    startSpan(name: string, options: SpanOptions = {}, at: Context = context.active()) {
      const parent = trace.getSpanContext(at);
      const number = ++count;
      const own = {
        traceId: parent?.traceId ?? String(number).padStart(32, "f"),
        spanId: String(number).padStart(16, "0"),
        traceFlags: TraceFlags.SAMPLED,
      };
      const attributes = { ...options.attributes };
      const span: Recorded = {
        ...{ name, own, parent, options, attributes },
        status: null,
        isEnded: false,
      };
      spans.push(span);
      return {
        spanContext: () => own,
        setAttributes: (more: object) => void Object.assign(attributes, more),
        setStatus(status: Recorded["status"]) {
          span.status = status;
        },
        end() {
          span.isEnded = true;
        },
      } as unknown as Span;
    },
  } as unknown as Tracer;
  const named = (name: string) => {
    const found = spans.find((span) => span.name === name);
    if (found === undefined) throw new Error(`no span ${name}`);
    return found;
  };
  return { tracer, spans, named };
}

/** As an SDK's. */
function contextManager(): ContextManager {
  const storage = new AsyncLocalStorage<Context>();
  const manager: ContextManager = {
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (active, work, self, ...values) =>
      storage.run(active, () => work.call(self as never, ...values)),
    bind: (_active, target) => target,
    enable: () => manager,
    disable: () => manager,
  };
  return manager;
}

beforeEach(() => void context.setGlobalContextManager(contextManager()));
afterEach(() => context.disable());

function storeEvent(tracing: ReturnType<typeof createTracing>) {
  return tracing.callback("acme", () =>
    tracing.ingest("callback id", async () =>
      tracing.stored([{ id: EVENT_ID, type: "call.callEnded", callbackId: "callback id" }]),
    ),
  );
}

const ATTEMPT = {
  eventId: EVENT_ID,
  eventKey: "call.completed",
  fields: { "switchhook.attempt": 1 },
};

describe("spans", () => {
  it("lead from the callback over ingest to the event and its attempt", async () => {
    const { tracer, named, spans } = recordingTracer();
    const tracing = createTracing(tracer);
    await storeEvent(tracing);
    const id = await tracing.attempt(ATTEMPT, async (span) => span.id);
    const ingest = named("ingest");
    const event = named("event call.callEnded");
    const attempt = named("deliver call.completed");
    expect(ingest.parent).toEqual(named("callback acme").own);
    expect(event.own.traceId).toBe(TRACE_ID);
    expect(event.options.links).toEqual([{ context: ingest.own }]);
    expect(attempt.parent).toEqual(event.own);
    expect(attempt.options.links).toEqual([{ context: ingest.own }]);
    expect(id).toBe(attempt.own.spanId);
    expect(spans.every(({ isEnded }) => isEnded)).toBe(true);
  });

  it("of an attempt are in the event's trace, also where the event was stored elsewhere", async () => {
    const { tracer, named } = recordingTracer();
    await createTracing(tracer).attempt(ATTEMPT, async () => undefined);
    const { own, parent, attributes } = named("deliver call.completed");
    expect(own.traceId).toBe(TRACE_ID);
    expect(parent).toMatchObject({ spanId: TRACE_ID.slice(16), isRemote: true });
    expect(attributes).toMatchObject({ "switchhook.attempt": 1 });
  });

  it("forget an event after ten thousand others", async () => {
    const { tracer, named } = recordingTracer();
    const tracing = createTracing(tracer);
    await storeEvent(tracing);
    const others = Array.from({ length: 10_000 }, (_, index) => ({
      id: `0194790c-9c00-7b3e-8f11-${String(index).padStart(12, "0")}`,
      type: "call.callEnded",
      callbackId: null,
    }));
    tracing.stored(others);
    await tracing.attempt(ATTEMPT, async () => undefined);
    expect(named("deliver call.completed").options.links).toEqual([]);
  });

  it("that throw fail, without the words, and end", async () => {
    const { tracer, named } = recordingTracer();
    const work = () => Promise.reject(new TypeError("secret of the tenant"));
    await expect(createTracing(tracer).callback("acme", work)).rejects.toThrow("secret");
    const { status, isEnded } = named("callback acme");
    expect(status).toEqual({ code: SpanStatusCode.ERROR, message: "TypeError" });
    expect(isEnded).toBe(true);
  });
});

describe("without an SDK", () => {
  it("there is no tracing", () => {
    expect(openTracing("1.0.0")).toBeNull();
  });

  it("and with one there is", () => {
    const { tracer } = recordingTracer();
    trace.setGlobalTracerProvider({ getTracer: () => tracer });
    try {
      expect(openTracing("1.0.0")).not.toBeNull();
    } finally {
      trace.disable();
    }
  });
});
