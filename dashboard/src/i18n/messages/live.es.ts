import type { Translation } from "#dashboard/i18n/translation.ts";
import type { live as source } from "./live.en.ts";

export const live: Translation<typeof source> = {
  title: "En vivo",
  about: "Lo que entra y sale, mientras ocurre. Aquí no se guarda nada: las listas lo tienen todo.",
  connecting: "Conectando…",
  connected: "Conectado",
  lost: "Se perdió la conexión. Se está restableciendo.",
  paused: "En pausa",
  pause: "Pausar",
  resume: "Continuar",
  clear: "Vaciar",
  filter: "Filtrar por texto",
  kinds: "Qué se muestra",
  event: "Evento",
  delivery: "Entrega",
  callback: "Callback",
  callbacks: "Callbacks",
  events: "Eventos",
  deliveries: "Entregas",
  newItems: { one: "{n} nuevo", many: "{n} de nuevos", other: "{n} nuevos" },
  dropped: {
    one: "Se omitió {n}: llegó más rápido de lo que se puede mostrar.",
    many: "Se omitieron {n}: llegaron más rápido de lo que se puede mostrar.",
    other: "Se omitieron {n}: llegaron más rápido de lo que se puede mostrar.",
  },
  waitingTitle: "Esperando a que ocurra algo",
  waitingText:
    "Envíe un callback, publique un evento o pruebe un webhook: aparece aquí en menos de un segundo.",
  noneShown: "Nada de lo que llegó coincide con el filtro",
  full: "Demasiadas personas miran este espacio ahora mismo. Inténtelo más tarde.",
};
