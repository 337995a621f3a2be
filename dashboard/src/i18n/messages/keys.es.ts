import type { Translation } from "#dashboard/i18n/translation.ts";
import type { keys as source } from "./keys.en.ts";

export const keys: Translation<typeof source> = {
  title: "Claves de API",
  about:
    "Las usan programas y personas para la API y para esta consola. Una clave puede hacer lo que dicen sus permisos, y nada más.",
  new: "Nueva clave de API",
  prefix: "Empieza por",
  scopes: "Permisos",
  scopesHint: "Dele solo lo que necesita. Puede dar únicamente lo que permite su propia clave.",
  everything: "Todo",
  read: "leer",
  write: "escribir",
  lastUsed: "Último uso",
  neverUsed: "Sin usar",
  namePlaceholder: "Dónde se usará, por ejemplo «servicio de facturación»",
  issuedTitle: "Copie la clave ahora",
  issuedText:
    "Se muestra solo esta vez. Quien la tenga puede actuar con sus permisos: guárdela donde guarda los secretos.",
  yourKey: "La clave nueva",
  done: "Ya la copié",
  tryIt: "Pruébela",
  revoke: "Revocar",
  revoked: "Se revocó {name}.",
  revokeTitle: "¿Revocar {name}?",
  revokeText:
    "Los programas que la usan serán rechazados desde la próxima petición, y se cierra la sesión de quien entró con ella. No se puede deshacer.",
  emptyTitle: "No hay claves de API",
  emptyText:
    "Un programa necesita una clave para usar la API. Cree una por programa, para poder revocarla sola.",
  noScope: "Elija al menos un permiso.",
};
