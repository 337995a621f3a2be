import type { Translation } from "#dashboard/i18n/translation.ts";
import type { agents as source } from "./agents.en.ts";

export const agents: Translation<typeof source> = {
  title: "Agentes",
  about: "De quem tratam suas chamadas e mensagens. Um webhook pode se limitar a alguns deles.",
  new: "Novo agente",
  edit: "Editar o agente",
  search: "Buscar por nome",
  references: "Reconhecido por",
  referencesHint:
    "Um por linha: um número de telefone em E.164 (+525538808448), um id de agente da ElevenLabs ou um id de número do WhatsApp. Um evento é do agente cuja referência aparece nele.",
  isActive: "Ativo",
  isActiveHint: "Enquanto está desativado, seus eventos são guardados e nada é entregue.",
  isMailbox: "Caixa postal",
  isMailboxHint: "Uma gravação de suas chamadas é um recado de voz.",
  active: "Ativo",
  inactive: "Inativo",
  mailbox: "Caixa postal",
  noReferences: "Nada ainda: nenhum evento será atribuído a ele",
  moreReferences: { one: "e mais {n}", many: "e mais {n}", other: "e mais {n}" },
  created: "{name} foi criado.",
  saved: "{name} foi salvo.",
  deleted: "{name} foi excluído.",
  deleteTitle: "Excluir {name}?",
  deleteText:
    "Os webhooks que se limitam a este agente, entre outros, seguem sem ele. Seus eventos ficam no histórico e, a partir de agora, não são de nenhum agente.",
  emptyTitle: "Ainda não há agentes",
  emptyText:
    "Um agente é um assistente de voz ou de chat, conhecido por seus números de telefone e ids nos provedores. Com agentes, um webhook pode receber só os eventos de alguns.",
  noneFound: "Nenhum agente tem isso no nome",
};
