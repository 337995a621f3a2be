import type { Translation } from "#dashboard/i18n/translation.ts";
import type { undeliveredReason as source } from "./undelivered-reason.en.ts";

export const undeliveredReason: Translation<typeof source> = {
  exhausted: "Abandonada tras el último intento",
  suppressed: "El webhook estaba desactivado",
  blocked: "La dirección no está permitida",
  deactivated: "La pasarela desactivó el webhook",
  no_match: "Ningún webhook lo quería",
};
