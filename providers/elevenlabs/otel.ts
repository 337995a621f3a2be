import { parseJson } from "./bytes.ts";
import { resourceAttributes, type Span, spansOf, Traces } from "./otlp.ts";
import { parsePython } from "./python-literal.ts";
import { Anything, fields, isObject, Label } from "./tolerant.ts";

/**
 * A `post_call_transcription_otel` in the form of a `post_call_transcription`. The names of the spans are documented
 * (ElevenLabs OpenTelemetry traces guide), those of most attributes are known from payloads that others published;
 * what is named otherwise is missing from the report and costs nothing else.
 */
export function reportOfTraces(payload: unknown): unknown {
  const { event_timestamp, data } = Payload.parse(payload);
  const spans = spansOf(data.otlp_traces);
  const root = spans.find(({ name }) => name === ROOT) ?? null;
  const about = attributeReader([resourceAttributes(data.otlp_traces), ...attributesOf(root)]);
  const startedAt = root?.startedAt ?? null;
  return {
    event_timestamp,
    data: {
      agent_id: data.agent_id ?? about.one("agent_id"),
      conversation_id: data.conversation_id ?? about.one("conversation_id"),
      status: about.one("status"),
      transcript: transcriptOf(spans, startedAt),
      metadata: {
        start_time_unix_secs: startedAt,
        call_duration_secs: durationOf(root, about.one("session.duration_ms")),
        termination_reason: about.one("termination_reason"),
        error: { code: about.one("error.code"), reason: about.one("error.reason") },
        phone_call: phoneCallOf(about),
        main_language: about.one("main_language", "language"),
        text_only: about.one("text_only"),
        conversation_initiation_source: about.one("conversation_initiation_source"),
      },
      analysis: {
        call_successful: about.one("analysis.call_successful"),
        transcript_summary: about.one("analysis.transcript_summary"),
        data_collection_results: results(about.under("analysis.data_collection_results"), "value"),
        evaluation_criteria_results: results(
          about.under("analysis.evaluation_criteria_results"),
          "result",
        ),
      },
      conversation_initiation_client_data: { dynamic_variables: about.under("dynamic_variable") },
      has_audio: about.one("has_audio"),
    },
  };
}

const VENDOR = "elevenlabs.";
const ROOT = `${VENDOR}conversation`;
const TOOL = `${VENDOR}tool.`;
const USER_TURN = `${VENDOR}recv.user_transcript`;
const AGENT_TURN = `${VENDOR}recv.agent_response`;

const Payload = fields({
  event_timestamp: Anything,
  data: fields({ agent_id: Label, conversation_id: Label, otlp_traces: Traces }),
});

type Reader = {
  /** The value of the first of these attributes that is there. */
  one(...names: string[]): unknown;
  /** The values of all attributes that begin so, by the rest of their names. */
  under(name: string): Readonly<Record<string, unknown>>;
};

function attributeReader(all: readonly Span["attributes"][]): Reader {
  const attributes = new Map(all.flatMap((each) => [...each]));
  return {
    one: (...names) =>
      names.map((name) => attributes.get(`${VENDOR}${name}`)).find((value) => value != null) ??
      null,
    under(name) {
      const prefix = `${VENDOR}${name}.`;
      const found = [...attributes].filter(([key]) => key.startsWith(prefix));
      return Object.fromEntries(found.map(([key, value]) => [key.slice(prefix.length), value]));
    },
  };
}

function attributesOf(span: Span | null): readonly Span["attributes"][] {
  return span === null ? [] : [span.attributes];
}

function durationOf(root: Span | null, milliseconds: unknown): number | null {
  if (typeof milliseconds === "number") return milliseconds / 1000;
  return root === null ? null : secondsBetween(root.startedAt, root.endedAt);
}

/** To the millisecond; null where either is unknown or they are the wrong way round. */
function secondsBetween(from: number | null, to: number | null): number | null {
  if (from === null || to === null || to < from) return null;
  return Math.round((to - from) * 1000) / 1000;
}

/** Only calls have telephony attributes; the variables are those that ElevenLabs itself gives to calls. */
function phoneCallOf(about: Reader): unknown {
  const telephony = about.under("telephony");
  const callSid = about.one("telephony.call_sid", "dynamic_variable.system__call_sid");
  if (Object.keys(telephony).length === 0 && callSid === null) return null;
  return { ...telephony, call_sid: callSid };
}

/** Each result is an object that was printed. One that was cut off is there, but what it says is lost. */
function results(printed: Readonly<Record<string, unknown>>, field: "value" | "result") {
  const entries = Object.entries(printed).map(([id, value]) => {
    const read = typeof value === "string" ? readPrinted(value) : value;
    return [id, isObject(read) ? read : { [field]: isCutOff(value) ? null : read }];
  });
  return Object.fromEntries(entries);
}

function isCutOff(value: unknown): boolean {
  return typeof value === "string" && value.startsWith("{");
}

/** JSON or a Python literal; any other text is itself. */
function readPrinted(text: string): unknown {
  return parseJson(text) ?? parsePython(text) ?? text;
}

/** The turns in the order of the trace, which is the transcript's, each with the tools that were used in it. */
function transcriptOf(spans: readonly Span[], startedAt: number | null): readonly unknown[] {
  const turnIds = new Set(spans.filter(isTurn).map(({ id }) => id));
  const tools = Map.groupBy(spans.filter(isTool), ({ parentId }) =>
    turnIds.has(parentId) ? parentId : null,
  );
  return spans.flatMap((span) => {
    if (isTurn(span)) {
      const used = span.id === null ? [] : (tools.get(span.id) ?? []);
      return rolesOf(span).map(([role, message], index) =>
        turnOf(span, startedAt, { role, message, tools: index === 0 ? used : [] }),
      );
    }
    // A tool outside every turn was used between them.
    const isStray = isTool(span) && (span.parentId === null || !turnIds.has(span.parentId));
    return isStray
      ? [turnOf(span, startedAt, { role: "agent", message: null, tools: [span] })]
      : [];
  });
}

function isTool({ name }: Span): boolean {
  return name.startsWith(TOOL);
}

function isTurn(span: Span): boolean {
  return rolesOf(span).length > 0;
}

/** Who says what in a span; nobody says anything in one that is no turn. */
function rolesOf({ name, attributes }: Span): readonly (readonly [string, unknown])[] {
  const user = attributes.get(`${VENDOR}user.text`);
  const agent = attributes.get(`${VENDOR}agent.text`);
  return [
    ...(user !== undefined || name === USER_TURN ? [["user", user ?? null] as const] : []),
    ...(agent !== undefined || name === AGENT_TURN ? [["agent", agent ?? null] as const] : []),
  ];
}

type Said = { readonly role: string; readonly message: unknown; readonly tools: readonly Span[] };

function turnOf(span: Span, startedAt: number | null, { role, message, tools }: Said) {
  return {
    role,
    message,
    time_in_call_secs: secondsBetween(startedAt, span.startedAt),
    tool_calls: tools.map(toolCallOf),
    tool_results: tools.map(toolResultOf),
  };
}

function toolCallOf(span: Span) {
  const { one } = attributeReader([span.attributes]);
  return {
    ...toolOf(span),
    params_as_json: textOf(one("tool.arguments", "tool.parameters", "tool.params", "tool.input")),
    tool_has_been_called: one("tool.has_been_called") !== false,
  };
}

function toolResultOf(span: Span) {
  const { one } = attributeReader([span.attributes]);
  const latencyMs = one("tool.latency_ms");
  return {
    ...toolOf(span),
    result_value: textOf(one("tool.result", "tool.output", "tool.response")),
    is_error: span.hasFailed || one("tool.is_error") === true,
    error_type: one("tool.error_type"),
    raw_error_message: one("tool.error", "tool.error_message"),
    tool_latency_secs: typeof latencyMs === "number" ? latencyMs / 1000 : null,
  };
}

/** Without a number of its own, an invocation is known by its span. */
function toolOf({ id, name, attributes }: Span) {
  const { one } = attributeReader([attributes]);
  return {
    request_id: one("tool.request_id", "tool.call_id", "tool_call_id") ?? id,
    tool_name: one("tool.name") ?? name.slice(TOOL.length),
    type: one("tool.type"),
  };
}

/** As JSON text where it is JSON, or was before Python printed it. */
function textOf(value: unknown): string | null {
  if (value === null) return null;
  if (typeof value !== "string") return JSON.stringify(value);
  const printed = parseJson(value) === undefined ? parsePython(value) : undefined;
  return printed === undefined ? value : JSON.stringify(printed);
}
