import type { Translation } from "#dashboard/i18n/translation.ts";
import type { errorClass as source } from "./error-class.en.ts";

export const errorClass: Translation<typeof source> = {
  dns_error: "Nombre de host no encontrado",
  connection_refused: "Conexión rechazada",
  connection_reset: "Conexión interrumpida",
  connect_timeout: "Sin conexión a tiempo",
  tls_error: "Fallo de certificado o TLS",
  timeout: "Sin respuesta a tiempo",
  blocked_target: "Dirección no permitida",
  invalid_response: "Respuesta ilegible",
  redirect: "Respondió con una redirección",
  http_error: "Respondió con un error",
  gone: "Respondió 410 Gone",
  network_error: "Fallo de red",
  internal_error: "Fallo de la pasarela",
};
