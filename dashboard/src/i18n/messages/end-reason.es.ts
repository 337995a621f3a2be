import type { Translation } from "#dashboard/i18n/translation.ts";
import type { endReason as source } from "./end-reason.en.ts";

export const endReason: Translation<typeof source> = {
  dial_no_answer: "Sin respuesta",
  dial_busy: "Ocupado",
  dial_failed: "Falló la marcación",
  canceled: "Cancelada",
  user_hangup: "Colgó el usuario",
  agent_hangup: "Colgó el agente",
  hangup: "Colgada",
  voicemail_reached: "Buzón de voz",
  max_duration: "Duración máxima alcanzada",
  transferred: "Transferida",
  error: "Error",
};
