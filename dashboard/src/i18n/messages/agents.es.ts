import type { Translation } from "#dashboard/i18n/translation.ts";
import type { agents as source } from "./agents.en.ts";

export const agents: Translation<typeof source> = {
  title: "Agentes",
  about: "De quién tratan sus llamadas y mensajes. Un webhook se puede limitar a algunos de ellos.",
  new: "Nuevo agente",
  edit: "Editar el agente",
  search: "Buscar por nombre",
  references: "Se reconoce por",
  referencesHint:
    "Uno por línea: un número de teléfono en E.164 (+525538808448), un id de agente de ElevenLabs o un id de número de WhatsApp. Un evento es del agente cuya referencia aparece en él.",
  isActive: "Activo",
  isActiveHint: "Mientras está desactivado, sus eventos se guardan y no se entrega nada.",
  isMailbox: "Buzón de voz",
  isMailboxHint: "Una grabación de sus llamadas es un mensaje de voz.",
  active: "Activo",
  inactive: "Inactivo",
  mailbox: "Buzón de voz",
  noReferences: "Nada todavía: ningún evento se le atribuirá",
  moreReferences: { one: "y {n} más", many: "y {n} más", other: "y {n} más" },
  created: "Se creó {name}.",
  saved: "Se guardó {name}.",
  deleted: "Se eliminó {name}.",
  deleteTitle: "¿Eliminar {name}?",
  deleteText:
    "Los webhooks que se limitan a este agente, entre otros, siguen sin él. Sus eventos quedan en el historial y desde ahora no son de ningún agente.",
  emptyTitle: "Todavía no hay agentes",
  emptyText:
    "Un agente es un asistente de voz o de chat que se conoce por sus números de teléfono y sus ids en los proveedores. Con agentes, un webhook puede recibir solo los eventos de algunos.",
  noneFound: "Ningún agente tiene esto en su nombre",
};
