import type { Translation } from "#dashboard/i18n/translation.ts";
import type { undelivered as source } from "./undelivered.en.ts";

export const undelivered: Translation<typeof source> = {
  title: "No entregados",
  about:
    "Eventos que nunca llegaron a un webhook, y por qué. Casi todos se pueden enviar de nuevo.",
  anyReason: "Cualquier motivo",
  reason: "Motivo",
  event: "Evento",
  when: "Cuándo",
  retry: "Enviar de nuevo",
  retried: "Se está enviando de nuevo.",
  show: "Ver el evento",
  emptyTitle: "Todo se entregó",
  emptyText:
    "Aquí aparecen los eventos cuyos intentos fallaron todos, cuyo webhook estaba desactivado o que ningún webhook quiso.",
  noMatchHint:
    "Ningún webhook quiso estos eventos. Si alguno debía quererlos, revise sus nombres de evento, agentes y filtros.",
  recoverHint: "Para enviar de nuevo todo lo que perdió un webhook, ábralo y elija Recuperar.",
};
