import type { Translation } from "#dashboard/i18n/translation.ts";
import type { errors as source } from "./errors.en.ts";

export const errors: Translation<typeof source> = {
  "invalid-request": "Algo do que foi enviado não é válido.",
  "malformed-json": "Não foi possível ler o que foi enviado.",
  unauthenticated: "Sua sessão terminou. Entre de novo.",
  "wrong-workspace": "Isto pertence a outro espaço de trabalho.",
  "missing-scope": "Sua chave não permite isto.",
  "not-found": "Não existe. Pode ter sido excluído.",
  "method-not-allowed": "O gateway não conhece esta ação.",
  conflict: "O estado atual não permite isto.",
  "bad-link": "Este link não é válido.",
  "expired-link": "Este link expirou.",
  gone: "Não existe mais.",
  "precondition-failed": "Alguém o alterou nesse meio-tempo. Recarregue e tente de novo.",
  "payload-too-large": "É grande demais.",
  "unsupported-media-type": "O gateway não aceita este tipo de conteúdo.",
  "range-not-satisfiable": "Esta parte não existe.",
  "idempotency-key-reused": "Isto já foi enviado com outro conteúdo.",
  "rate-limited": "Requisições demais. Espere um momento e tente de novo.",
  "internal-error": "O gateway falhou. Tente de novo.",
  unavailable: "O gateway não pode fazer isto no momento. Tente em instantes.",
  offline: "Não foi possível alcançar o gateway. Verifique sua conexão.",
  unexpected: "Algo deu errado.",
};
