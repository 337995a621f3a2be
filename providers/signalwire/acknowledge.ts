import { acknowledgement, type Outcome, type Reply } from "#src/provider.ts";

/**
 * By type of callback: what SignalWire waits for and a gateway cannot give, and what to set instead. The answer
 * claims no more than that the callback was recorded.
 */
const ADVICE: ReadonlyMap<string, string> = new Map([
  [
    "swaig.function",
    "Switchhook runs no tools: point the function's web_hook_url at the tool's own server, and only the agent's post_prompt_url here (tool calls are told from its summary)",
  ],
  [
    "swaig.get_signature",
    "Switchhook hosts no functions: point the url of SWAIG.includes at the server that hosts them",
  ],
  [
    "swml.call",
    "Switchhook serves no SWML: point the resource's script URL (and every execute or transfer) at your own application, and only call_state_url and status_url here",
  ],
  [
    "swml.message",
    "Switchhook serves no SWML: point the number's messaging script URL at your own application, and only status_callback and status_url here",
  ],
  [
    "fetch_conversation",
    "Switchhook stores no conversations to load: turn save_conversation off, or point post_prompt_url at your own application",
  ],
]);

/** Answers 200 to everything recorded; to a request that wanted an answer it says which setting to change. */
export function acknowledge(outcome: Outcome): Reply {
  const reply = acknowledgement(outcome);
  const advice = ADVICE.get(outcome.type ?? "");
  if (advice === undefined) return reply;
  const { duplicate } = outcome;
  const message = `Callback recorded, not answered. ${advice}.`;
  const body = { success: true, message, ...(duplicate && { duplicate }) };
  return { ...reply, body: JSON.stringify(body) };
}
