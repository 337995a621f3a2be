import type { ToolCall, ToolResult, Turn } from "./schema.ts";
import { isObject, Label, parsedOrText, Text } from "./tolerant.ts";

/** What ElevenLabs' own tools did to a call. */
export type SystemResults = {
  readonly transfers: readonly Transfer[];
  /** Null unless the agent found itself talking to a machine. */
  readonly voicemail: { readonly leftMessage: boolean } | null;
};

/** The call was handed to a telephone number. */
export type Transfer = {
  /** Unique in its conversation. */
  readonly key: string;
  /** Seconds since the conversation began. */
  readonly atSeconds: number | null;
  readonly target: string | null;
};

type SystemResult = {
  readonly key: string;
  readonly atSeconds: number | null;
  readonly requestId: string | null;
  readonly kind: string;
  readonly fields: Readonly<Record<string, unknown>>;
};

const TRANSFERRED = /^transfer_to_number(_\w+)?_success$/;
const VOICEMAIL_DETECTED = "voicemail_detection_success";

/** Read from `result_type`, not from the tools' names: those are the tenant's to choose. */
export function systemResults(transcript: readonly Turn[]): SystemResults {
  const results = transcript.flatMap(resultsOf);
  const calls = new Map(
    transcript.flatMap((turn) => turn.tool_calls).map((call) => [call.request_id, call]),
  );
  const detected = results.find(({ kind }) => kind === VOICEMAIL_DETECTED);
  return {
    transfers: once(results.filter(({ kind }) => TRANSFERRED.test(kind))).map((result) => ({
      key: result.key,
      atSeconds: result.atSeconds,
      target: targetOf(result, calls),
    })),
    voicemail: detected === undefined ? null : { leftMessage: hasMessage(detected) },
  };
}

function resultsOf(turn: Turn, turnIndex: number): readonly SystemResult[] {
  return turn.tool_results.flatMap((result, index) => {
    const fields = fieldsOf(result);
    const { result_type: type } = fields;
    const kind = Label.parse(type);
    if (kind === null || result.is_error === true) return [];
    const { request_id: requestId } = result;
    const key = requestId ?? `#${turnIndex}.${index}`;
    return [{ key, atSeconds: turn.time_in_call_secs, requestId, kind, fields }];
  });
}

/** `result` is the newer form; before it there was only the text. */
function fieldsOf({ result, result_value: text }: ToolResult): Readonly<Record<string, unknown>> {
  if (isObject(result)) return result;
  const parsed = text === null ? null : parsedOrText(text);
  return isObject(parsed) ? parsed : {};
}

function targetOf(
  result: SystemResult,
  calls: ReadonlyMap<string | null, ToolCall>,
): string | null {
  const told = numberIn(result.fields);
  if (told !== null || result.requestId === null) return told;
  return numberIn(parsedOrText(calls.get(result.requestId)?.params_as_json ?? ""));
}

function numberIn(fields: unknown): string | null {
  const { transfer_number: number } = isObject(fields) ? fields : {};
  return Label.parse(number);
}

function hasMessage({ fields }: SystemResult): boolean {
  const { voicemail_message: message } = fields;
  return (Text.parse(message) ?? "").trim() !== "";
}

function once(results: readonly SystemResult[]): readonly SystemResult[] {
  return [...new Map(results.map((result) => [result.key, result])).values()];
}
