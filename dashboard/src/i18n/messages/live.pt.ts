import type { Translation } from "#dashboard/i18n/translation.ts";
import type { live as source } from "./live.en.ts";

export const live: Translation<typeof source> = {
  title: "Ao vivo",
  about: "O que entra e sai, na hora em que acontece. Nada fica guardado aqui: as listas têm tudo.",
  connecting: "Conectando…",
  connected: "Conectado",
  lost: "A conexão caiu. Está sendo refeita.",
  paused: "Em pausa",
  pause: "Pausar",
  resume: "Continuar",
  clear: "Limpar",
  filter: "Filtrar por texto",
  kinds: "O que é mostrado",
  event: "Evento",
  delivery: "Entrega",
  callback: "Callback",
  callbacks: "Callbacks",
  events: "Eventos",
  deliveries: "Entregas",
  newItems: { one: "{n} novo", many: "{n} de novos", other: "{n} novos" },
  dropped: {
    one: "{n} ficou de fora: chegou mais rápido do que dá para mostrar.",
    many: "{n} ficaram de fora: chegaram mais rápido do que dá para mostrar.",
    other: "{n} ficaram de fora: chegaram mais rápido do que dá para mostrar.",
  },
  waitingTitle: "Esperando algo acontecer",
  waitingText:
    "Envie um callback, publique um evento ou teste um webhook: aparece aqui em menos de um segundo.",
  noneShown: "Nada do que chegou corresponde ao filtro",
  full: "Há gente demais acompanhando este espaço agora. Tente mais tarde.",
};
