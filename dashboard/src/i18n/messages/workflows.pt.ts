import type { Translation } from "#dashboard/i18n/translation.ts";
import type { workflows as source } from "./workflows.en.ts";

export const workflows: Translation<typeof source> = {
  title: "Fluxos de trabalho",
  about:
    "Processos da sua plataforma que publicam eventos. Um webhook pode se limitar a alguns deles.",
  new: "Novo fluxo",
  edit: "Editar o fluxo",
  search: "Buscar por nome",
  reference: "Referência",
  referenceHint: "O id pelo qual os eventos publicados o nomeiam. Se ficar vazio, um é dado.",
  created: "{name} foi criado.",
  saved: "{name} foi salvo.",
  deleted: "{name} foi excluído.",
  deleteTitle: "Excluir {name}?",
  deleteText:
    "Os webhooks que se limitam a este fluxo, entre outros, seguem sem ele. Seus eventos ficam no histórico.",
  emptyTitle: "Ainda não há fluxos de trabalho",
  emptyText:
    "Sua plataforma publica os eventos dos fluxos com POST /v1/events. Crie um aqui para poder limitar webhooks a ele.",
  noneFound: "Nenhum fluxo tem isso no nome",
};
