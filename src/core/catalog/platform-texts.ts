import type { EventTexts } from "./texts.ts";

export const PLATFORM_TEXTS = {
  "tool.invoked": {
    en: {
      title: "Tool invoked",
      description: "An agent finished invoking a tool and got a response.",
    },
    es: {
      title: "Herramienta invocada",
      description:
        "Se ejecuta cuando un agente termina de invocar una herramienta y recibe una respuesta.",
    },
    pt: {
      title: "Ferramenta invocada",
      description: "Um agente terminou de invocar uma ferramenta e recebeu uma resposta.",
    },
  },
  "voice.processing": {
    en: { title: "Voice processing", description: "Speech of a call is being processed." },
    es: { title: "Voz en procesamiento", description: "La voz de una llamada se está procesando." },
    pt: {
      title: "Voz em processamento",
      description: "A voz de uma chamada está sendo processada.",
    },
  },
  "voice.completed": {
    en: { title: "Voice completed", description: "Speech of a call has been processed." },
    es: { title: "Voz completada", description: "La voz de una llamada terminó de procesarse." },
    pt: { title: "Voz concluída", description: "A voz de uma chamada terminou de ser processada." },
  },
  "agent.ready": {
    en: { title: "Agent ready", description: "An agent is ready to take a conversation." },
    es: {
      title: "Agente listo",
      description: "Un agente está listo para atender una conversación.",
    },
    pt: { title: "Agente pronto", description: "Um agente está pronto para atender uma conversa." },
  },
  "agent.speaking": {
    en: { title: "Agent speaking", description: "An agent started to speak." },
    es: { title: "Agente hablando", description: "Un agente comenzó a hablar." },
    pt: { title: "Agente falando", description: "Um agente começou a falar." },
  },
  "agent.listening": {
    en: { title: "Agent listening", description: "An agent is listening to the other side." },
    es: { title: "Agente escuchando", description: "Un agente está escuchando a su interlocutor." },
    pt: { title: "Agente ouvindo", description: "Um agente está ouvindo o interlocutor." },
  },
  "agent.error": {
    en: { title: "Agent error", description: "An agent ran into an error. Includes its message." },
    es: {
      title: "Error del agente",
      description: "Un agente encontró un error (incluye el mensaje).",
    },
    pt: { title: "Erro do agente", description: "Um agente encontrou um erro. Inclui a mensagem." },
  },
  "conversation.started": {
    en: {
      title: "Conversation started",
      description: "A conversation with an agent began, on any channel.",
    },
    es: {
      title: "Conversación iniciada",
      description: "Comenzó una conversación con un agente, en cualquier canal.",
    },
    pt: {
      title: "Conversa iniciada",
      description: "Uma conversa com um agente começou, em qualquer canal.",
    },
  },
  "conversation.completed": {
    en: {
      title: "Conversation completed",
      description:
        "A conversation ended and was analyzed. Includes its summary, goal and outcomes where they are known.",
    },
    es: {
      title: "Conversación completada",
      description:
        "Una conversación terminó y fue analizada (incluye resumen, objetivo y resultados cuando se conocen).",
    },
    pt: {
      title: "Conversa concluída",
      description:
        "Uma conversa terminou e foi analisada. Inclui resumo, objetivo e resultados quando são conhecidos.",
    },
  },
  "contact.created": {
    en: { title: "Contact created", description: "A contact was added." },
    es: { title: "Contacto creado", description: "Se agregó un contacto." },
    pt: { title: "Contato criado", description: "Um contato foi adicionado." },
  },
  "campaign.started": {
    en: { title: "Campaign started", description: "A campaign began to reach its contacts." },
    es: {
      title: "Campaña iniciada",
      description: "Una campaña comenzó a comunicarse con sus contactos.",
    },
    pt: {
      title: "Campanha iniciada",
      description: "Uma campanha começou a falar com seus contatos.",
    },
  },
  "campaign.completed": {
    en: {
      title: "Campaign completed",
      description: "A campaign has reached the end of its contacts.",
    },
    es: {
      title: "Campaña completada",
      description: "Una campaña terminó de recorrer sus contactos.",
    },
    pt: {
      title: "Campanha concluída",
      description: "Uma campanha terminou de percorrer seus contatos.",
    },
  },
  "workflow.inQueue": {
    en: {
      title: "Workflow in queue",
      description: "A workflow was triggered and is waiting to run.",
    },
    es: {
      title: "Flujo en cola",
      description: "Un flujo de trabajo fue activado y espera a ejecutarse.",
    },
    pt: {
      title: "Fluxo na fila",
      description: "Um fluxo de trabalho foi acionado e aguarda a execução.",
    },
  },
  "workflow.started": {
    en: { title: "Workflow started", description: "A workflow began to run." },
    es: { title: "Flujo iniciado", description: "Un flujo de trabajo comenzó a ejecutarse." },
    pt: { title: "Fluxo iniciado", description: "Um fluxo de trabalho começou a ser executado." },
  },
  "workflow.nodeExecuted": {
    en: { title: "Workflow step executed", description: "One step of a workflow was executed." },
    es: {
      title: "Paso del flujo ejecutado",
      description: "Se ejecutó un paso de un flujo de trabajo.",
    },
    pt: {
      title: "Etapa do fluxo executada",
      description: "Uma etapa de um fluxo de trabalho foi executada.",
    },
  },
  "workflow.failed": {
    en: {
      title: "Workflow failed",
      description: "A workflow stopped because of an error. Includes its message.",
    },
    es: {
      title: "Flujo fallido",
      description: "Un flujo de trabajo se detuvo por un error (incluye el mensaje).",
    },
    pt: {
      title: "Fluxo com falha",
      description: "Um fluxo de trabalho parou por causa de um erro. Inclui a mensagem.",
    },
  },
  "workflow.completed": {
    en: {
      title: "Workflow completed",
      description: "A workflow ran to its end. Includes its results.",
    },
    es: {
      title: "Flujo completado",
      description: "Un flujo de trabajo se ejecutó hasta el final (incluye sus resultados).",
    },
    pt: {
      title: "Fluxo concluído",
      description: "Um fluxo de trabalho foi executado até o fim. Inclui os resultados.",
    },
  },
} as const satisfies Readonly<Record<string, EventTexts>>;
