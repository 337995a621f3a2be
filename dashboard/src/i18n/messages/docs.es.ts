import type { Translation } from "#dashboard/i18n/translation.ts";
import type { docs as source } from "./docs.en.ts";

export const docs: Translation<typeof source> = {
  title: "Documentación",
  description: "Cómo usar la API y recibir webhooks con seguridad.",
  referenceTitle: "Referencia de la API",
  referenceText: "Cada operación, con sus parámetros y respuestas. Puedes probarlas con tu clave.",
  referenceLink: "Abrir la referencia",
  specTitle: "Documento OpenAPI",
  specText:
    "Lo mismo para máquinas: genera un cliente o impórtalo en tus herramientas. También incluye los webhooks.",
  specLink: "Abrir openapi.json",
  firstTitle: "Tu primera petición",
  firstText: "Sustituye la clave por una tuya. El id del espacio de trabajo ya está puesto.",
  verifyTitle: "Verifica lo que recibes",
  verifyText:
    "Cualquiera puede enviar una petición a tu URL. Comprueba cada una con el secreto de tu webhook antes de darla por buena. En «Secreto», dentro de cada webhook, hay código listo para Node, Python, PHP y Go.",
  verifyBytes: "Toma el cuerpo como bytes, antes de que nada lo interprete.",
  verifySign:
    "Calcula HMAC-SHA256 de {signed} con los bytes que representa el base64 tras {prefix}.",
  verifyCompare:
    "Compáralo, en tiempo constante, con cada firma de {header}; basta con que una coincida.",
  verifyFresh:
    "Rechaza un {timestamp} a más de cinco minutos de tu reloj y un {id} que ya hayas visto.",
};
