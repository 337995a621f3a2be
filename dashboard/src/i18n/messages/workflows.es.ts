import type { Translation } from "#dashboard/i18n/translation.ts";
import type { workflows as source } from "./workflows.en.ts";

export const workflows: Translation<typeof source> = {
  title: "Flujos de trabajo",
  about:
    "Procesos de su plataforma que publican eventos. Un webhook se puede limitar a algunos de ellos.",
  new: "Nuevo flujo",
  edit: "Editar el flujo",
  search: "Buscar por nombre",
  reference: "Referencia",
  referenceHint:
    "El id con el que lo nombran los eventos publicados. Si queda vacío, se le da uno.",
  created: "Se creó {name}.",
  saved: "Se guardó {name}.",
  deleted: "Se eliminó {name}.",
  deleteTitle: "¿Eliminar {name}?",
  deleteText:
    "Los webhooks que se limitan a este flujo, entre otros, siguen sin él. Sus eventos quedan en el historial.",
  emptyTitle: "Todavía no hay flujos de trabajo",
  emptyText:
    "Su plataforma publica los eventos de sus flujos con POST /v1/events. Cree uno aquí para poder limitar webhooks a él.",
  noneFound: "Ningún flujo tiene esto en su nombre",
};
