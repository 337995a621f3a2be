import type { Translation } from "#dashboard/i18n/translation.ts";
import type { connections as source } from "./connections.en.ts";

export const connections: Translation<typeof source> = {
  title: "Conexiones",
  about:
    "Sus cuentas en los proveedores. Cada una tiene una URL de callback a la que llama el proveedor.",
  new: "Nueva conexión",
  provider: "Proveedor",
  chooseProvider: "¿Qué proveedor?",
  name: "Nombre",
  nameHint: "Solo para usted, por ejemplo «Línea principal».",
  identifiers: "Identificadores",
  identifiersHint:
    "Uno por línea. Solo hacen falta si el proveedor llama a una URL sin el id de la conexión.",
  settings: "Ajustes",
  username: "Usuario",
  password: "Contraseña",
  oneAddressPerLine: "Una dirección o un rango por línea.",
  notSet: "Como está configurada la pasarela",
  createdTitle: "Ahora avise al proveedor",
  created: "Se creó {name}.",
  saved: "Guardado.",
  state: "Estado",
  lastCallback: "Último callback",
  lastRejected: "Último rechazo",
  never: "Nada todavía",
  receiving: "Los callbacks llegan y se verifican.",
  silent:
    "Todavía no ha llegado nada. Pegue la URL de callback en el proveedor y haga una llamada o envíe un mensaje.",
  rejecting: "El último callback fue rechazado. Vea abajo por qué.",
  unreadable:
    "Sus secretos ya no se pueden abrir, así que sus callbacks se rechazan. Ponga el secreto de nuevo.",
  callbackUrl: "URL de callback",
  callbackUrlHint: "Aquí envía el proveedor sus callbacks.",
  whereToPaste: "Dónde va en {provider}",
  documentation: "La página de {provider} sobre esto",
  secrets: "Secretos",
  secretsHint: "Verifican lo que llega y no se muestran nunca más.",
  rotate: "Rotar el secreto",
  rotateTitle: "Ponga el secreto nuevo",
  rotateText:
    "El actual sigue valiendo junto a él hasta que lo retire, así no se rechaza nada mientras lo cambia en el proveedor.",
  rotated: "Ahora valen los dos secretos. Cámbielo en el proveedor y retire después el antiguo.",
  retire: "Retirar el antiguo",
  retireTitle: "¿Retirar el secreto antiguo?",
  retireText:
    "Desde entonces solo verifica el secreto más nuevo. Hágalo cuando el proveedor ya firme con él.",
  retired: "Ahora solo vale el secreto más nuevo.",
  current: "El vigente",
  older: "Aún válido",
  addresses: "Direcciones de origen",
  enforced: "Se rechazan los callbacks de direcciones fuera de los rangos del proveedor.",
  notEnforced: "Las direcciones no se comprueban; la firma sí.",
  rejections: "Callbacks rechazados",
  rejectionsHint:
    "Lo primero que mirar cuando no llega nada: cada callback rechazado con su motivo.",
  noRejections: "No se rechazó ninguno.",
  when: "Cuándo",
  reason: "Motivo",
  from: "Desde",
  signedUrl:
    "La firma se comparó con la URL {url}. Tiene que ser exactamente la que llama el proveedor.",
  skew: "Su marca de tiempo está a {time} del reloj de la pasarela.",
  noHeader: "No traía cabecera de firma.",
  lookAt: "Verlo",
  edit: "Editar",
  editTitle: "Editar la conexión",
  deleteTitle: "¿Eliminar {name}?",
  deleteText:
    "Su URL de callback deja de existir y lo que el proveedor envíe ahí se rechaza. Lo que entró por ella queda en el historial.",
  deleted: "Se eliminó {name}.",
  emptyTitle: "Todavía no hay conexiones",
  emptyText:
    "Una conexión comprueba lo que envía un proveedor y lo convierte en eventos. Empiece por el que lleva sus llamadas o mensajes.",
};
