import type { Translation } from "#dashboard/i18n/translation.ts";
import type { undelivered as source } from "./undelivered.en.ts";

export const undelivered: Translation<typeof source> = {
  title: "Não entregues",
  about: "Eventos que nunca chegaram a um webhook, e por quê. A maioria pode ser enviada de novo.",
  anyReason: "Qualquer motivo",
  reason: "Motivo",
  event: "Evento",
  when: "Quando",
  retry: "Enviar de novo",
  retried: "Está sendo enviado de novo.",
  show: "Ver o evento",
  emptyTitle: "Tudo foi entregue",
  emptyText:
    "Aqui aparecem os eventos cujas tentativas falharam todas, cujo webhook estava desativado ou que nenhum webhook quis.",
  noMatchHint:
    "Nenhum webhook quis estes eventos. Se algum devia querer, confira os nomes de evento, agentes e filtros dele.",
  recoverHint:
    "Para enviar de novo tudo o que um webhook perdeu, abra o webhook e escolha Recuperar.",
};
