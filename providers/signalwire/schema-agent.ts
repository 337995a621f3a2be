import { z } from "zod";
import { Flag, JsonRecord, LongText, listOf, OptionalId, Party, Text, UnixTime } from "./fields.ts";

/** One entry of `call_log`. Besides people it holds prompts, tool results and internal markers. */
const LogEntry = z.object({ role: z.string(), content: LongText, timestamp: UnixTime });
export type LogEntry = z.output<typeof LogEntry>;

/** One entry of `swaig_log`. */
const SwaigEntry = z.object({
  command_name: OptionalId,
  /** JSON text, as the model wrote it. */
  command_arg: LongText,
  /** Seconds since 1970. */
  epoch_time: UnixTime,
  native: Flag,
  url: Text,
  post_response: z.unknown().optional(),
  delayed_post_response: z.unknown().optional(),
  mcp_tool: Text,
  mcp_response: z.unknown().optional(),
  mcp_error: Flag,
});
export type SwaigEntry = z.output<typeof SwaigEntry>;

const Answer = z
  .object({ parsed: listOf(JsonRecord), raw: LongText, substituted: LongText })
  .nullable()
  .catch(null);

/**
 * Post-prompt callback of `ai` and `amazon_bedrock` agents (webhooks/ai/models/post-prompt.tsp). Dates are
 * microseconds since 1970, 0 for what has not happened.
 */
export const PostPrompt = z.object({
  call_id: OptionalId,
  conversation_id: OptionalId,
  ai_session_id: OptionalId,
  app_name: OptionalId,
  conversation_type: Text,
  caller_id_number: Party,
  call_start_date: UnixTime,
  call_answer_date: UnixTime,
  call_end_date: UnixTime,
  ai_end_date: UnixTime,
  call_ended_by: Text,
  hard_timeout: Flag,
  call_log: listOf(LogEntry),
  swaig_log: listOf(SwaigEntry),
  post_prompt_data: Answer,
  conversation_summary: LongText,
  global_data: JsonRecord,
  SWMLCall: z.object({ direction: Text, from: Party, to: Party }).nullable().catch(null),
});
export type PostPrompt = z.output<typeof PostPrompt>;
