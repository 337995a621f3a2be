import type { EventTexts } from "./texts.ts";

export const SMS_TEXTS = {
  "sms.messageReceived": {
    en: {
      title: "Text message received",
      description: "Somebody sent an SMS or MMS to one of the workspace's numbers.",
    },
    es: {
      title: "SMS recibido",
      description: "Alguien envió un SMS o MMS a uno de los números del workspace.",
    },
    pt: {
      title: "SMS recebido",
      description: "Alguém enviou um SMS ou MMS para um dos números do workspace.",
    },
  },
  "sms.messageSent": {
    en: {
      title: "Text message sent",
      description: "An outbound SMS or MMS was handed to the recipient's carrier.",
    },
    es: {
      title: "SMS enviado",
      description: "Un SMS o MMS saliente fue entregado al operador del destinatario.",
    },
    pt: {
      title: "SMS enviado",
      description: "Um SMS ou MMS de saída foi repassado à operadora do destinatário.",
    },
  },
  "sms.messageDelivered": {
    en: {
      title: "Text message delivered",
      description: "The recipient's carrier confirmed that an outbound SMS or MMS was delivered.",
    },
    es: {
      title: "SMS entregado",
      description: "El operador del destinatario confirmó la entrega de un SMS o MMS saliente.",
    },
    pt: {
      title: "SMS entregue",
      description: "A operadora do destinatário confirmou a entrega de um SMS ou MMS de saída.",
    },
  },
  "sms.messageFailed": {
    en: {
      title: "Text message failed",
      description: "An outbound SMS or MMS could not be delivered. Includes the carrier's error.",
    },
    es: {
      title: "SMS fallido",
      description: "Un SMS o MMS saliente no pudo entregarse (incluye el error del operador).",
    },
    pt: {
      title: "Falha no SMS",
      description: "Um SMS ou MMS de saída não pôde ser entregue. Inclui o erro da operadora.",
    },
  },
} as const satisfies Readonly<Record<string, EventTexts>>;
