import type { Translation } from "#dashboard/i18n/translation.ts";
import type { signIn as source } from "./sign-in.en.ts";

export const signIn: Translation<typeof source> = {
  title: "Iniciar sesión",
  lead: "Ve cada llamada y cada entrega de tu espacio de trabajo.",
  key: "Clave de API",
  keyHint: "Empieza por {prefix}. La sesión tiene los permisos de la clave y termina con ella.",
  keyMissing: "Introduce una clave de API.",
  submit: "Iniciar sesión",
  wrongKey: "Esta clave no se conoce aquí o fue revocada.",
  usedCode:
    "Este enlace de acceso ya se usó o ha caducado. Crea otro con {command} o inicia sesión con una clave de API.",
  wrongToken:
    "Este token no es válido o ha caducado. Pide otro enlace o inicia sesión con una clave de API.",
  signingIn: "Iniciando sesión…",
  expired: "Tu sesión ha terminado. Inicia sesión para seguir donde estabas.",
  whereTitle: "¿Dónde encuentro una clave?",
  whereStart:
    "{start} muestra un enlace que inicia sesión una vez y, la primera vez que se ejecuta, una clave de API.",
  whereLink: "{link} crea otro enlace.",
  whereAdmin: "Si no, quien administra tu espacio de trabajo crea claves en «Claves de API».",
};
