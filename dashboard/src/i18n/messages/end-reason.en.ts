export const endReason = {
  dial_no_answer: "No answer",
  dial_busy: "Busy",
  dial_failed: "Dialing failed",
  canceled: "Canceled",
  user_hangup: "Caller hung up",
  agent_hangup: "Agent hung up",
  hangup: "Hung up",
  voicemail_reached: "Voicemail reached",
  max_duration: "Longest duration reached",
  transferred: "Transferred",
  error: "Error",
} as const;
