import { collectDefaultMetrics, Registry } from "prom-client";

const ofProcess: { registry: Registry | null } = { registry: null };

export type MetricsText = { readonly contentType: string; readonly text: string };

export function createRegistry(): Registry {
  return new Registry();
}

/** The gateway's own and the process's, in the text format of Prometheus. */
export function readerOf(registry: Registry): () => Promise<MetricsText> {
  const process = processMetrics();
  return async () => {
    const texts = await Promise.all([registry.metrics(), process.metrics()]);
    return { contentType: registry.contentType, text: texts.join("") };
  };
}

/**
 * CPU, memory, descriptors, garbage collection and event-loop lag under their usual names, as every dashboard for Node.js
 * knows them. They are the process's own: one set of observers, however many gateways run in it.
 */
function processMetrics(): Registry {
  if (ofProcess.registry === null) {
    ofProcess.registry = new Registry();
    // The timer that measures the lag: at 10 ms, the default, it is work of its own on an idle machine.
    collectDefaultMetrics({ register: ofProcess.registry, eventLoopMonitoringPrecision: 20 });
  }
  return ofProcess.registry;
}
