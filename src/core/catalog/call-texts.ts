import type { EventTexts } from "./texts.ts";

export const CALL_TEXTS = {
  "call.callQueued": {
    en: { title: "Call queued", description: "A call was accepted and is waiting to be placed." },
    es: {
      title: "Llamada en cola",
      description: "Una llamada fue aceptada y espera a ser realizada.",
    },
    pt: {
      title: "Chamada na fila",
      description: "Uma chamada foi aceita e aguarda para ser feita.",
    },
  },
  "call.callStarted": {
    en: {
      title: "Call started",
      description: "A voice call began for one of the workspace's agents.",
    },
    es: {
      title: "Llamada iniciada",
      description: "Una llamada de voz comenzó para uno de los agentes del workspace.",
    },
    pt: {
      title: "Chamada iniciada",
      description: "Uma chamada de voz começou para um dos agentes do workspace.",
    },
  },
  "call.callRinging": {
    en: { title: "Call ringing", description: "The called party's phone is ringing." },
    es: { title: "Llamada timbrando", description: "El teléfono del destinatario está sonando." },
    pt: { title: "Chamada tocando", description: "O telefone do destinatário está tocando." },
  },
  "call.callAnswered": {
    en: {
      title: "Call answered",
      description: "Somebody, or a machine, picked up and the call is in progress.",
    },
    es: {
      title: "Llamada contestada",
      description: "Una persona o un contestador atendió y la llamada está en curso.",
    },
    pt: {
      title: "Chamada atendida",
      description: "Uma pessoa ou uma secretária eletrônica atendeu e a chamada está em andamento.",
    },
  },
  "call.callEnded": {
    en: {
      title: "Call ended",
      description:
        "A voice call ended, however it ended. Includes the recording and transcription URLs where they are known.",
    },
    es: {
      title: "Llamada finalizada",
      description:
        "Una llamada de voz finalizó, sea cual sea el motivo (incluye URLs de grabación y transcripción cuando se conocen).",
    },
    pt: {
      title: "Chamada encerrada",
      description:
        "Uma chamada de voz terminou, seja qual for o motivo. Inclui as URLs da gravação e da transcrição quando são conhecidas.",
    },
  },
  "call.callMissed": {
    en: {
      title: "Call missed",
      description:
        "Nobody answered: the call timed out, the line was busy, or an inbound caller gave up.",
    },
    es: {
      title: "Llamada perdida",
      description:
        "Una llamada no fue contestada antes del timeout, la línea estaba ocupada o quien llamaba desistió.",
    },
    pt: {
      title: "Chamada perdida",
      description:
        "Ninguém atendeu: o tempo se esgotou, a linha estava ocupada ou quem ligava desistiu.",
    },
  },
  "call.callFailed": {
    en: {
      title: "Call failed",
      description:
        "The carrier or the agent failed, so the call could not take place or was cut short.",
    },
    es: {
      title: "Llamada fallida",
      description:
        "El operador o el agente falló, y la llamada no pudo realizarse o se interrumpió.",
    },
    pt: {
      title: "Chamada com falha",
      description:
        "A operadora ou o agente falhou, e a chamada não pôde ser feita ou foi interrompida.",
    },
  },
  "call.callCanceled": {
    en: {
      title: "Call canceled",
      description: "An outbound call was canceled before anybody answered.",
    },
    es: {
      title: "Llamada cancelada",
      description: "Una llamada saliente se canceló antes de que alguien contestara.",
    },
    pt: {
      title: "Chamada cancelada",
      description: "Uma chamada de saída foi cancelada antes de alguém atender.",
    },
  },
  "call.callExpired": {
    en: {
      title: "Call expired",
      description: "The provider never reported how the call ended, so it is considered over.",
    },
    es: {
      title: "Llamada expirada",
      description:
        "El proveedor nunca informó cómo terminó la llamada, por lo que se da por finalizada.",
    },
    pt: {
      title: "Chamada expirada",
      description:
        "O provedor nunca informou como a chamada terminou, e por isso ela é dada como encerrada.",
    },
  },
  "call.voicemailReceived": {
    en: {
      title: "Voicemail received",
      description: "A caller left a voicemail message, or an agent left one on the other side.",
    },
    es: {
      title: "Buzón de voz recibido",
      description:
        "Un interlocutor dejó un mensaje de buzón de voz, o un agente lo dejó al otro lado.",
    },
    pt: {
      title: "Mensagem de voz recebida",
      description:
        "Um interlocutor deixou uma mensagem na caixa postal, ou um agente a deixou do outro lado.",
    },
  },
  "call.transcriptionCompleted": {
    en: { title: "Transcription completed", description: "The transcript of a call is ready." },
    es: {
      title: "Transcripción completada",
      description: "La transcripción de una llamada está lista.",
    },
    pt: {
      title: "Transcrição concluída",
      description: "A transcrição de uma chamada está pronta.",
    },
  },
  "call.recordingStarted": {
    en: { title: "Recording started", description: "The recording of a call began." },
    es: { title: "Grabación iniciada", description: "Comenzó la grabación de una llamada." },
    pt: { title: "Gravação iniciada", description: "A gravação de uma chamada começou." },
  },
  "call.recordingCompleted": {
    en: {
      title: "Recording completed",
      description: "The recording of a call is finished and can be fetched.",
    },
    es: {
      title: "Grabación completada",
      description: "La grabación de una llamada terminó y puede descargarse.",
    },
    pt: {
      title: "Gravação concluída",
      description: "A gravação de uma chamada terminou e pode ser baixada.",
    },
  },
  "call.transferInitiated": {
    en: {
      title: "Transfer initiated",
      description: "A call is being handed over to another number, agent or queue.",
    },
    es: {
      title: "Transferencia iniciada",
      description: "Una llamada se está transfiriendo a otro número, agente o cola.",
    },
    pt: {
      title: "Transferência iniciada",
      description: "Uma chamada está sendo transferida para outro número, agente ou fila.",
    },
  },
  "call.transferCompleted": {
    en: {
      title: "Transfer completed",
      description: "A call was handed over, and the other side took it.",
    },
    es: {
      title: "Transferencia completada",
      description: "Una llamada se transfirió y el destino la atendió.",
    },
    pt: {
      title: "Transferência concluída",
      description: "Uma chamada foi transferida e o destino a atendeu.",
    },
  },
} as const satisfies Readonly<Record<string, EventTexts>>;
