import type { Translation } from "#dashboard/i18n/translation.ts";
import type { errors as source } from "./errors.en.ts";

export const errors: Translation<typeof source> = {
  "invalid-request": "Algo de lo enviado no es válido.",
  "malformed-json": "No se pudo leer lo enviado.",
  unauthenticated: "Tu sesión ha terminado. Vuelve a iniciar sesión.",
  "wrong-workspace": "Esto pertenece a otro espacio de trabajo.",
  "missing-scope": "Tu clave no permite esto.",
  "not-found": "No existe. Puede que se haya eliminado.",
  "method-not-allowed": "La pasarela no conoce esta acción.",
  conflict: "Su estado no lo permite en este momento.",
  "bad-link": "Este enlace no es válido.",
  "expired-link": "Este enlace ha caducado.",
  gone: "Ya no existe.",
  "precondition-failed": "Alguien lo ha cambiado mientras tanto. Recárgalo e inténtalo de nuevo.",
  "payload-too-large": "Es demasiado grande.",
  "unsupported-media-type": "La pasarela no acepta este tipo de contenido.",
  "range-not-satisfiable": "Esta parte no existe.",
  "idempotency-key-reused": "Esto ya se envió con otro contenido.",
  "rate-limited": "Demasiadas peticiones. Espera un momento e inténtalo de nuevo.",
  "internal-error": "La pasarela ha fallado. Inténtalo de nuevo.",
  unavailable: "La pasarela no puede hacerlo en este momento. Inténtalo en breve.",
  offline: "No se puede conectar con la pasarela. Comprueba tu conexión.",
  unexpected: "Algo ha ido mal.",
};
