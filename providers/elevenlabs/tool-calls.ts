import type { EventData } from "#src/core/catalog.ts";
import { redactHeaders, redactJson } from "#src/security/redact.ts";
import type { ToolCall, ToolResult, Turn } from "./schema.ts";
import { isObject, milliseconds, parsedOrText } from "./tolerant.ts";

type Json = EventData<"tool.invoked">["arguments"];

/** One tool call of a transcript. */
export type Invocation = {
  /** Unique in its conversation. */
  readonly key: string;
  /** Seconds since the conversation began. */
  readonly atSeconds: number | null;
  readonly type: string | null;
  readonly name: string | null;
  readonly requestId: string | null;
  readonly arguments: Json;
  readonly details: Json;
  readonly succeeded: boolean;
  readonly output: Json;
  readonly errorType: string | null;
  readonly durationMs: number | null;
};

/**
 * The tool calls that were made, each once. A call and its result share a `request_id`; the result may stand
 * in a later turn than the call, and a call may have none.
 */
export function invocations(transcript: readonly Turn[]): readonly Invocation[] {
  const results = resultsByRequest(transcript);
  const calls = transcript.flatMap((turn, turnIndex) =>
    turn.tool_calls.map((call, index) => ({
      call,
      key: call.request_id ?? `#${turnIndex}.${index}`,
      atSeconds: turn.time_in_call_secs,
    })),
  );
  const made = calls.filter(({ call }) => call.tool_has_been_called === true);
  const once = new Map(made.toReversed().map((item) => [item.key, item]));
  return made
    .filter((item) => once.get(item.key) === item)
    .map(({ call, key, atSeconds }) => ({
      key,
      atSeconds,
      ...callPart(call),
      ...resultPart(results.get(key) ?? null),
    }));
}

function resultsByRequest(transcript: readonly Turn[]): ReadonlyMap<string, ToolResult> {
  const results = transcript
    .flatMap((turn) => turn.tool_results)
    .flatMap((result) =>
      result.request_id === null ? [] : [[result.request_id, result] as const],
    );
  return new Map(results.toReversed());
}

function callPart(call: ToolCall) {
  return {
    type: call.type,
    name: call.tool_name,
    requestId: call.request_id,
    arguments: toolArguments(call),
    details: redactDetails(call.tool_details),
  };
}

/** A call without a result succeeded as far as anyone can tell: tools need not answer. */
function resultPart(result: ToolResult | null) {
  return {
    succeeded: result?.is_error !== true && result?.is_blocked !== true,
    output: result === null ? null : output(result),
    errorType: result?.error_type ?? null,
    durationMs: milliseconds(result?.tool_latency_secs ?? null),
  };
}

function output(result: ToolResult): Json {
  return redactJson(result.result_value ?? result.raw_error_message ?? result.result);
}

function toolArguments(call: ToolCall): Json {
  if (call.params_as_json !== null) return redactJson(parsedOrText(call.params_as_json));
  if (!isObject(call.tool_details)) return null;
  const { parameters } = call.tool_details;
  return redactJson(parameters);
}

/** The request a tool made: header values and bodies can hold credentials under any name. */
function redactDetails(details: unknown): Json {
  if (!isObject(details)) return null;
  const { webhook_details: request } = details;
  return redactJson({
    ...redactRequest(details),
    ...(isObject(request) && { webhook_details: redactRequest(request) }),
  });
}

function redactRequest(request: Readonly<Record<string, unknown>>) {
  const { headers, body } = request;
  return {
    ...request,
    ...(isObject(headers) && { headers: redactHeaderValues(headers) }),
    ...(typeof body === "string" && { body: isJsonText(body) ? body : "[redacted]" }),
  };
}

function redactHeaderValues(headers: Readonly<Record<string, unknown>>) {
  const texts = Object.entries(headers).map(([name, value]): [string, string] => [
    name,
    typeof value === "string" ? value : JSON.stringify(redactJson(value)),
  ]);
  return Object.fromEntries(redactHeaders(texts));
}

/** Only in an object or a list can credentials be told from the rest. */
function isJsonText(body: string): boolean {
  return body === "" || typeof parsedOrText(body) === "object";
}
