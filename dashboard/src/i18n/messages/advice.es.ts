import type { Translation } from "#dashboard/i18n/translation.ts";
import type { advice as source } from "./advice.en.ts";

export const advice: Translation<typeof source> = {
  dns_error:
    "No se encuentra el nombre de host de la URL. Revise cómo está escrito y sus registros DNS.",
  connection_refused:
    "Nadie escucha en esa dirección. Compruebe que el servicio funciona y que el cortafuegos lo deja pasar.",
  connection_reset:
    "La conexión se cortó a la mitad. Busque caídas del servicio o un proxy que corta las peticiones largas.",
  connect_timeout:
    "No se logró la conexión. Compruebe que el host está en pie y que el cortafuegos lo deja pasar.",
  tls_error:
    "El certificado no es válido para este host o ha caducado. Renuévelo, con toda su cadena.",
  timeout:
    "El destino tardó demasiado. Responda 200 enseguida y trabaje después, o dé más tiempo en los ajustes.",
  blocked_target:
    "La dirección es privada o reservada, y a esas no se llama. Use una que se alcance desde fuera.",
  invalid_response: "Lo que llegó no era HTTP. Compruebe que el puerto es el de un servidor web.",
  redirect: "Las redirecciones no se siguen. Ponga como URL la dirección a la que redirige.",
  http_error:
    "El destino respondió con un error. Su respuesta se guarda con el intento: mire ahí primero.",
  gone: "El destino respondió 410 Gone, así que el webhook se desactivó. Actívelo de nuevo cuando el destino vuelva.",
  network_error: "La red falló por el camino. Si continúa, revise la ruta hasta el host.",
  internal_error: "El fallo es nuestro; la entrega se reintenta por sí sola.",
};
