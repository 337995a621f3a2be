import type { Language } from "./texts.ts";

type Words = Readonly<Record<Language, string>>;

/** The part of an event's key before the dot, as a heading. */
export const CATEGORY_TITLES: Readonly<Record<string, Words>> = {
  call: { en: "Calls", es: "Llamadas", pt: "Chamadas" },
  whatsapp: { en: "WhatsApp messages", es: "Mensajes de WhatsApp", pt: "Mensagens do WhatsApp" },
  sms: { en: "Text messages", es: "Mensajes de texto", pt: "Mensagens de texto" },
  tool: { en: "Tools", es: "Herramientas", pt: "Ferramentas" },
  voice: { en: "Voice processing", es: "Procesamiento de voz", pt: "Processamento de voz" },
  agent: { en: "Agents", es: "Agentes", pt: "Agentes" },
  conversation: { en: "Conversations", es: "Conversaciones", pt: "Conversas" },
  contact: { en: "Contacts", es: "Contactos", pt: "Contatos" },
  campaign: { en: "Campaigns", es: "Campañas", pt: "Campanhas" },
  workflow: { en: "Workflows", es: "Workflows", pt: "Workflows" },
  webhook: { en: "Webhooks", es: "Webhooks", pt: "Webhooks" },
  delivery: { en: "Deliveries", es: "Entregas", pt: "Entregas" },
};

/** Of names that a dialect gives to several events, or beside another one, where an event's title would not tell them apart. */
export const NAME_TITLES: Readonly<Record<string, Words>> = {
  "call.status.updated": {
    en: "Call status changed",
    es: "Cambio de estado de la llamada",
    pt: "Mudança de status da chamada",
  },
  "call.completed": {
    en: "Call completed",
    es: "Llamada completada",
    pt: "Chamada concluída",
  },
};

/** Of a name under which an event goes out only then. */
export const ONLY_ANSWERED: Words = {
  en: "Only if it was answered.",
  es: "Solo si se atendió.",
  pt: "Somente se foi atendida.",
};
