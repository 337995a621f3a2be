import { COMMON_SETTINGS } from "#src/core/connection-settings.ts";
import type { ProviderGuide } from "#src/provider.ts";

export const elevenlabsGuide: ProviderGuide = {
  id: "elevenlabs",
  name: "ElevenLabs",
  documentation: "https://elevenlabs.io/docs/eleven-agents/workflows/post-call-webhooks",
  secret: {
    title: { en: "Webhook secret", es: "Secreto del webhook", pt: "Segredo do webhook" },
    description: {
      en: "Shown once, when the webhook is created at ElevenLabs with HMAC authentication.",
      es: "Se muestra una sola vez, al crear el webhook en ElevenLabs con autenticación HMAC.",
      pt: "Mostrado uma única vez, ao criar o webhook na ElevenLabs com autenticação HMAC.",
    },
  },
  identifiers: {
    en: "Agent ids (agent_…). They narrow the choice among several ElevenLabs connections; the secret decides.",
    es: "Ids de agentes (agent_…). Acotan la elección entre varias conexiones de ElevenLabs; decide el secreto.",
    pt: "Ids de agentes (agent_…). Restringem a escolha entre várias conexões da ElevenLabs; quem decide é o segredo.",
  },
  needsVerifyToken: false,
  hasUnsignedKinds: false,
  settings: [...COMMON_SETTINGS],
  steps: [
    {
      en: "In the workspace settings at ElevenLabs open Webhooks and create one with HMAC authentication and the callback URL.",
      es: "En los ajustes del workspace de ElevenLabs abre Webhooks y crea uno con autenticación HMAC y la URL de callback.",
      pt: "Nas configurações do workspace da ElevenLabs abra Webhooks e crie um com autenticação HMAC e a URL de callback.",
    },
    {
      en: "Copy its secret into this connection.",
      es: "Copia su secreto en esta conexión.",
      pt: "Copie o segredo dele para esta conexão.",
    },
    {
      en: "Choose the webhook as the agents' post-call webhook, and switch its retries on: without them what meets an outage is lost.",
      es: "Elige el webhook como webhook post-llamada de los agentes y activa sus reintentos: sin ellos, lo que coincida con una caída se pierde.",
      pt: "Escolha o webhook como webhook pós-chamada dos agentes e ative as novas tentativas: sem elas, o que coincidir com uma queda se perde.",
    },
  ],
};
