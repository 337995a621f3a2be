import type { Translation } from "#dashboard/i18n/translation.ts";
import type { undeliveredReason as source } from "./undelivered-reason.en.ts";

export const undeliveredReason: Translation<typeof source> = {
  exhausted: "Abandonada após a última tentativa",
  suppressed: "O webhook estava desativado",
  blocked: "O endereço não é permitido",
  deactivated: "O gateway desativou o webhook",
  no_match: "Nenhum webhook o queria",
};
