import type { EventTexts } from "./texts.ts";

export const NOTICE_TEXTS = {
  "webhook.failing": {
    en: {
      title: "Webhook failing",
      description:
        "A webhook has done nothing but fail for 50, 70 or 90 % of the time after which it is switched off.",
    },
    es: {
      title: "Webhook con fallas",
      description:
        "Un webhook no ha hecho más que fallar durante el 50, 70 o 90 % del plazo tras el cual se desactiva.",
    },
    pt: {
      title: "Webhook com falhas",
      description: "Um webhook só falhou durante 50, 70 ou 90 % do prazo após o qual é desativado.",
    },
  },
  "webhook.disabled": {
    en: {
      title: "Webhook disabled",
      description:
        "The gateway switched a webhook off: its endpoint answered 410 Gone, or it failed for days.",
    },
    es: {
      title: "Webhook desactivado",
      description:
        "El gateway desactivó un webhook: su endpoint respondió 410 Gone o falló durante días.",
    },
    pt: {
      title: "Webhook desativado",
      description:
        "O gateway desativou um webhook: seu endpoint respondeu 410 Gone ou falhou por dias.",
    },
  },
  "delivery.exhausted": {
    en: {
      title: "Delivery given up",
      description: "The last attempt of a delivery failed, so it was given up.",
    },
    es: {
      title: "Entrega agotada",
      description: "El último intento de una entrega falló, así que se abandonó.",
    },
    pt: {
      title: "Entrega esgotada",
      description: "A última tentativa de uma entrega falhou, e ela foi abandonada.",
    },
  },
} as const satisfies Readonly<Record<string, EventTexts>>;
