/** A callback that nobody sent. */
export type MadeUpCallback = {
  readonly provider: string;
  readonly secret: string;
  readonly contentType: string;
  readonly body: Uint8Array;
};

/** So many messages in a batch that loops over them are worth compiling. */
const MESSAGES = 60;
const TEXT = "Text as people write it: “¿está abierto hoy?” ".repeat(20);

/** What each provider sends most. `round` makes them different callbacks. */
export function madeUpCallbacks(round: number): readonly MadeUpCallback[] {
  const secret = "made up for the warm-up";
  const json = { secret, contentType: "application/json" };
  return [
    { ...json, provider: "whatsapp", body: jsonOf(whatsappBatch(round)) },
    ...["initiated", "answered", "completed"].map((status) => ({
      secret,
      provider: "signalwire",
      contentType: "application/x-www-form-urlencoded",
      body: bytesOf(String(new URLSearchParams(callStatus(status, round)))),
    })),
    { ...json, provider: "elevenlabs", body: jsonOf(callReport(round)) },
  ];
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function jsonOf(payload: object): Uint8Array {
  return bytesOf(JSON.stringify(payload));
}

function whatsappBatch(round: number): object {
  const changes = Array.from({ length: MESSAGES }, (_, index) => ({
    field: "messages",
    value: {
      messaging_product: "whatsapp",
      metadata: { display_phone_number: "15550000000", phone_number_id: "100000000000000" },
      contacts: [{ profile: { name: "Nobody" }, wa_id: `1650555${index}` }],
      ...(index % 4 === 3
        ? { statuses: [messageStatus(index)] }
        : { messages: [message(`wamid.${round}.${index}`, index)] }),
    },
  }));
  return { object: "whatsapp_business_account", entry: [{ id: "100000000000000", changes }] };
}

function message(id: string, index: number): object {
  return {
    from: `1650555${index}`,
    id,
    timestamp: "1771231800",
    type: "text",
    text: { body: TEXT },
  };
}

function messageStatus(index: number): object {
  return {
    id: `wamid.status.${index}`,
    status: "delivered",
    timestamp: "1771231801",
    recipient_id: `1650555${index}`,
  };
}

function callStatus(status: string, round: number): Record<string, string> {
  return {
    AccountSid: "00000000-0000-4000-8000-000000000000",
    CallSid: `00000000-0000-4000-8000-${String(round).padStart(12, "0")}`,
    CallStatus: status,
    CallbackSource: "call-progress-events",
    Direction: "outbound-api",
    From: "+15550000000",
    To: "+15550000001",
    Timestamp: "Fri, 21 Aug 2026 15:00:09 +0000",
    ...(status === "completed" && { CallDuration: "12" }),
  };
}

function callReport(round: number): object {
  const turn = { tool_calls: [], tool_results: [], time_in_call_secs: 1 };
  return {
    type: "post_call_transcription",
    event_timestamp: 1_771_231_900,
    data: {
      agent_id: "agent_made_up",
      conversation_id: `conv_made_up_${round}`,
      status: "done",
      transcript: Array.from({ length: 20 }, (_, index) => ({
        ...turn,
        role: index % 2 === 0 ? "agent" : "user",
        message: TEXT,
      })),
      metadata: {
        start_time_unix_secs: 1_771_231_800,
        call_duration_secs: 60,
        phone_call: {
          direction: "outbound",
          agent_number: "+15550000000",
          external_number: "+15550000001",
          type: "twilio",
          call_sid: `made-up-${round}`,
        },
      },
      analysis: { call_successful: "success", transcript_summary: TEXT },
    },
  };
}
