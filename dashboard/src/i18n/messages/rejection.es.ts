import type { Translation } from "#dashboard/i18n/translation.ts";
import type { rejection as source } from "./rejection.en.ts";

export const rejection: Translation<typeof source> = {
  "missing-signature": "Sin firma",
  "bad-signature": "La firma no coincide",
  "stale-timestamp": "Marca de tiempo demasiado antigua",
  "no-key": "Sin secreto configurado",
  "source-address": "Dirección fuera de los rangos del proveedor",
  "unknown-connection": "Conexión desconocida",
};
