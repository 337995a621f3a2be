import type { Translation } from "#dashboard/i18n/translation.ts";
import type { docs as source } from "./docs.en.ts";

export const docs: Translation<typeof source> = {
  title: "Documentação",
  description: "Como usar a API e receber webhooks com segurança.",
  referenceTitle: "Referência da API",
  referenceText:
    "Cada operação, com seus parâmetros e respostas. Você pode testá-las com sua chave.",
  referenceLink: "Abrir a referência",
  specTitle: "Documento OpenAPI",
  specText:
    "O mesmo para máquinas: gere um cliente ou importe em suas ferramentas. Os webhooks também estão lá.",
  specLink: "Abrir openapi.json",
  firstTitle: "Sua primeira requisição",
  firstText: "Troque a chave por uma sua. O id do espaço de trabalho já está preenchido.",
  verifyTitle: "Verifique o que recebe",
  verifyText:
    "Qualquer um pode enviar uma requisição à sua URL. Confira cada uma com o segredo do seu webhook antes de confiar nela. Em “Segredo”, dentro de cada webhook, há código pronto para Node, Python, PHP e Go.",
  verifyBytes: "Pegue o corpo como bytes, antes que algo o interprete.",
  verifySign:
    "Calcule o HMAC-SHA256 de {signed} com os bytes que o base64 após {prefix} representa.",
  verifyCompare:
    "Compare-o, em tempo constante, com cada assinatura de {header}; basta uma coincidir.",
  verifyFresh:
    "Recuse um {timestamp} a mais de cinco minutos do seu relógio e um {id} que você já tenha visto.",
};
