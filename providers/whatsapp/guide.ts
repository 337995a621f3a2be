import { COMMON_SETTINGS } from "#src/core/connection-settings.ts";
import type { ProviderGuide } from "#src/provider.ts";

export const whatsappGuide: ProviderGuide = {
  id: "whatsapp",
  name: "WhatsApp",
  documentation:
    "https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/create-webhook-endpoint",
  secret: {
    title: { en: "App secret", es: "Clave secreta de la app", pt: "Chave secreta do app" },
    description: {
      en: "Of the Meta app: Meta app dashboard, App settings, Basic.",
      es: "De la app de Meta: panel de la app de Meta, Configuración de la app, Básica.",
      pt: "Do app da Meta: painel do app da Meta, Configurações do app, Básico.",
    },
  },
  identifiers: {
    en: "Phone number ids and the id of the WhatsApp Business Account. With them callbacks find the connection where one Meta app serves several.",
    es: "Ids de números de teléfono y el id de la cuenta de WhatsApp Business. Con ellos los callbacks encuentran la conexión cuando una app de Meta sirve a varias.",
    pt: "Ids dos números de telefone e o id da conta do WhatsApp Business. Com eles os callbacks encontram a conexão quando um app da Meta atende várias.",
  },
  needsVerifyToken: true,
  hasUnsignedKinds: false,
  settings: [
    {
      name: "verifyToken",
      kind: "text",
      isSecret: true,
      title: { en: "Verify token", es: "Token de verificación", pt: "Token de verificação" },
      description: {
        en: "Any text that you choose. Meta shows it when it asks whether the callback URL is yours; without it that question is not answered.",
        es: "Cualquier texto que elijas. Meta lo muestra al preguntar si la URL de callback es tuya; sin él no se responde a esa pregunta.",
        pt: "Qualquer texto que você escolher. A Meta o mostra ao perguntar se a URL de callback é sua; sem ele essa pergunta não é respondida.",
      },
    },
    ...COMMON_SETTINGS,
  ],
  steps: [
    {
      en: "In the Meta app dashboard open WhatsApp, Configuration, and enter the callback URL and the verify token. Meta asks at once whether both are right.",
      es: "En el panel de la app de Meta abre WhatsApp, Configuración, e introduce la URL de callback y el token de verificación. Meta comprueba ambos de inmediato.",
      pt: "No painel do app da Meta abra WhatsApp, Configuração, e informe a URL de callback e o token de verificação. A Meta verifica os dois na hora.",
    },
    {
      en: "Subscribe to the webhook field messages.",
      es: "Suscríbete al campo de webhook messages.",
      pt: "Assine o campo de webhook messages.",
    },
    {
      en: "The certificate of the callback URL must be of a public authority.",
      es: "El certificado de la URL de callback debe ser de una autoridad pública.",
      pt: "O certificado da URL de callback deve ser de uma autoridade pública.",
    },
  ],
};
