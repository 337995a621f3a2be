import { COMMON_SETTINGS } from "#src/core/connection-settings.ts";
import type { ProviderGuide } from "#src/provider.ts";

export const signalwireGuide: ProviderGuide = {
  id: "signalwire",
  name: "SignalWire",
  documentation: "https://signalwire.com/docs/platform/webhooks",
  secret: {
    title: { en: "Signing key", es: "Clave de firma", pt: "Chave de assinatura" },
    description: {
      en: "The project's signing key, which begins with PSK: SignalWire dashboard, API Credentials. Not the API token, which begins with PT.",
      es: "La clave de firma del proyecto, que empieza por PSK: panel de SignalWire, API Credentials. No es el token de la API, que empieza por PT.",
      pt: "A chave de assinatura do projeto, que começa com PSK: painel da SignalWire, API Credentials. Não é o token da API, que começa com PT.",
    },
  },
  identifiers: {
    en: "The project id and the space id. They are needed only for callbacks that reach the URL without a connection in it.",
    es: "El id del proyecto y el del space. Solo hacen falta para los callbacks que llegan a la URL sin conexión.",
    pt: "O id do projeto e o do space. Só são necessários para callbacks que chegam à URL sem conexão.",
  },
  needsVerifyToken: false,
  hasUnsignedKinds: true,
  settings: [
    {
      name: "basicAuth",
      kind: "credentials",
      isSecret: true,
      title: {
        en: "User name and password",
        es: "Usuario y contraseña",
        pt: "Usuário e senha",
      },
      description: {
        en: "For what SignalWire does not sign: post-prompt summaries, tool calls and some JSON status callbacks. Without it those are refused.",
        es: "Para lo que SignalWire no firma: resúmenes post-prompt, llamadas a herramientas y algunos callbacks de estado en JSON. Sin ellos se rechaza.",
        pt: "Para o que a SignalWire não assina: resumos post-prompt, chamadas de ferramentas e alguns callbacks de status em JSON. Sem eles, é recusado.",
      },
    },
    ...COMMON_SETTINGS,
  ],
  steps: [
    {
      en: "Enter the callback URL where SignalWire asks for a status callback: a phone number's settings, StatusCallback of calls and messages, statusCallback and recordingStatusCallback of cXML verbs, call_state_url and status_url of SWML.",
      es: "Introduce la URL de callback donde SignalWire pide un callback de estado: los ajustes de un número, StatusCallback de llamadas y mensajes, statusCallback y recordingStatusCallback de los verbos cXML, call_state_url y status_url de SWML.",
      pt: "Informe a URL de callback onde a SignalWire pede um callback de status: as configurações de um número, StatusCallback de chamadas e mensagens, statusCallback e recordingStatusCallback dos verbos cXML, call_state_url e status_url do SWML.",
    },
    {
      en: "For an agent's post_prompt_url put the user name and the password into the URL: https://user:password@… .",
      es: "En el post_prompt_url de un agente pon el usuario y la contraseña en la URL: https://usuario:contraseña@… .",
      pt: "No post_prompt_url de um agente coloque o usuário e a senha na URL: https://usuário:senha@… .",
    },
    {
      en: "Do not enter it where SignalWire wants an answer that means something: the URL that answers a call, web_hook_url of tools.",
      es: "No la introduzcas donde SignalWire espera una respuesta con contenido: la URL que atiende una llamada, web_hook_url de las herramientas.",
      pt: "Não a informe onde a SignalWire espera uma resposta com conteúdo: a URL que atende uma chamada, web_hook_url das ferramentas.",
    },
    {
      en: "The URL is signed: scheme, host, port and path must be exactly those of the callback URL.",
      es: "La URL se firma: esquema, host, puerto y ruta deben ser exactamente los de la URL de callback.",
      pt: "A URL é assinada: esquema, host, porta e caminho devem ser exatamente os da URL de callback.",
    },
  ],
};
