import type { Translation } from "#dashboard/i18n/translation.ts";
import type { rejection as source } from "./rejection.en.ts";

export const rejection: Translation<typeof source> = {
  "missing-signature": "Sem assinatura",
  "bad-signature": "A assinatura não confere",
  "stale-timestamp": "Carimbo de tempo antigo demais",
  "no-key": "Sem segredo configurado",
  "source-address": "Endereço fora das faixas do provedor",
  "unknown-connection": "Conexão desconhecida",
};
