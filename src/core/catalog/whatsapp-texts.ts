import type { EventTexts } from "./texts.ts";

export const WHATSAPP_TEXTS = {
  "whatsapp.messageReceived": {
    en: {
      title: "Message received",
      description: "A WhatsApp user sent an inbound message to the workspace.",
    },
    es: {
      title: "Mensaje recibido",
      description: "Un usuario de WhatsApp envió un mensaje entrante al workspace.",
    },
    pt: {
      title: "Mensagem recebida",
      description: "Um usuário do WhatsApp enviou uma mensagem ao workspace.",
    },
  },
  "whatsapp.messageSent": {
    en: {
      title: "Message sent",
      description: "WhatsApp accepted an outbound message and is on its way to deliver it.",
    },
    es: {
      title: "Mensaje enviado",
      description: "WhatsApp aceptó un mensaje saliente y lo está entregando.",
    },
    pt: {
      title: "Mensagem enviada",
      description: "O WhatsApp aceitou uma mensagem de saída e a está entregando.",
    },
  },
  "whatsapp.messageDelivered": {
    en: {
      title: "Message delivered",
      description: "An outbound WhatsApp message reached the recipient's device.",
    },
    es: {
      title: "Mensaje entregado",
      description: "Un mensaje saliente de WhatsApp llegó al dispositivo del destinatario.",
    },
    pt: {
      title: "Mensagem entregue",
      description: "Uma mensagem de saída do WhatsApp chegou ao aparelho do destinatário.",
    },
  },
  "whatsapp.messageRead": {
    en: {
      title: "Message read",
      description: "The recipient read an outbound WhatsApp message, or played its voice note.",
    },
    es: {
      title: "Mensaje leído",
      description:
        "El destinatario leyó un mensaje saliente de WhatsApp o reprodujo su nota de voz.",
    },
    pt: {
      title: "Mensagem lida",
      description: "O destinatário leu uma mensagem de saída do WhatsApp ou ouviu o áudio dela.",
    },
  },
  "whatsapp.messageFailed": {
    en: {
      title: "Message failed",
      description:
        "An outbound WhatsApp message could not be delivered. Includes WhatsApp's error.",
    },
    es: {
      title: "Mensaje fallido",
      description:
        "Un mensaje saliente de WhatsApp falló al entregarse (incluye el error de WhatsApp).",
    },
    pt: {
      title: "Falha na mensagem",
      description:
        "Uma mensagem de saída do WhatsApp não pôde ser entregue. Inclui o erro do WhatsApp.",
    },
  },
  "whatsapp.conversationStarted": {
    en: {
      title: "Conversation started",
      description: "The platform opened a new WhatsApp conversation session.",
    },
    es: {
      title: "Conversación iniciada",
      description: "La plataforma abrió una nueva sesión de conversación de WhatsApp.",
    },
    pt: {
      title: "Conversa iniciada",
      description: "A plataforma abriu uma nova sessão de conversa do WhatsApp.",
    },
  },
  "whatsapp.conversationEnded": {
    en: {
      title: "Conversation ended",
      description:
        "A WhatsApp conversation session closed: 24 hours passed since the user's last message.",
    },
    es: {
      title: "Conversación finalizada",
      description:
        "Una sesión de conversación de WhatsApp existente se cerró: pasaron 24 horas desde el último mensaje del usuario.",
    },
    pt: {
      title: "Conversa encerrada",
      description:
        "Uma sessão de conversa do WhatsApp foi encerrada: passaram-se 24 horas desde a última mensagem do usuário.",
    },
  },
} as const satisfies Readonly<Record<string, EventTexts>>;
