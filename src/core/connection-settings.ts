/** Settings that the connections of all providers know, in words. */
export const COMMON_SETTINGS = [
  {
    name: "enrichmentWindowSeconds",
    kind: "seconds",
    isSecret: false,
    title: {
      en: "Wait for the voice agent's report",
      es: "Esperar el informe del agente de voz",
      pt: "Aguardar o relatório do agente de voz",
    },
    description: {
      en: "How long the end of an answered call waits for the report about it, in seconds: 0 to 86400. 0 sends the event at once.",
      es: "Cuánto espera el final de una llamada atendida a su informe, en segundos: de 0 a 86400. Con 0 el evento sale de inmediato.",
      pt: "Quanto o fim de uma chamada atendida espera pelo relatório dela, em segundos: de 0 a 86400. Com 0 o evento sai na hora.",
    },
  },
  {
    name: "mailbox",
    kind: "boolean",
    isSecret: false,
    title: { en: "Mailbox", es: "Buzón de voz", pt: "Caixa postal" },
    description: {
      en: "Recordings on this connection are messages left for somebody: they become voicemail events.",
      es: "Las grabaciones de esta conexión son mensajes dejados para alguien: se convierten en eventos de buzón de voz.",
      pt: "As gravações desta conexão são mensagens deixadas para alguém: viram eventos de caixa postal.",
    },
  },
  {
    name: "sourceAddresses",
    kind: "addresses",
    isSecret: false,
    title: { en: "Source addresses", es: "Direcciones de origen", pt: "Endereços de origem" },
    description: {
      en: "IP addresses and CIDR ranges from which callbacks may come, in place of the provider's published ones.",
      es: "Direcciones IP y rangos CIDR desde los que pueden llegar los callbacks, en lugar de los que publica el proveedor.",
      pt: "Endereços IP e faixas CIDR de onde os callbacks podem vir, no lugar dos que o provedor publica.",
    },
  },
  {
    name: "enforceSourceIps",
    kind: "boolean",
    isSecret: false,
    title: {
      en: "Refuse other addresses",
      es: "Rechazar otras direcciones",
      pt: "Recusar outros endereços",
    },
    description: {
      en: "Refuse callbacks from any other address, whatever the gateway does by default. Left out: as the gateway does.",
      es: "Rechaza los callbacks que llegan desde cualquier otra dirección, haga lo que haga la pasarela por defecto. Sin valor: como la pasarela.",
      pt: "Recusa callbacks vindos de qualquer outro endereço, seja qual for o padrão do gateway. Sem valor: como o gateway.",
    },
  },
] as const;
