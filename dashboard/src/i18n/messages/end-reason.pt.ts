import type { Translation } from "#dashboard/i18n/translation.ts";
import type { endReason as source } from "./end-reason.en.ts";

export const endReason: Translation<typeof source> = {
  dial_no_answer: "Sem resposta",
  dial_busy: "Ocupado",
  dial_failed: "Falha na discagem",
  canceled: "Cancelada",
  user_hangup: "O usuário desligou",
  agent_hangup: "O agente desligou",
  hangup: "Desligada",
  voicemail_reached: "Caixa postal",
  max_duration: "Duração máxima atingida",
  transferred: "Transferida",
  error: "Erro",
};
