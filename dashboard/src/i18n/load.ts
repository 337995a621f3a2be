/**
 * Each loads one language's text, when it is chosen: the other two cost nobody anything. In the build these are data, not
 * script; see build/catalogues.ts.
 */
export const LOAD = {
  en: async (): Promise<unknown> => (await import("./en.ts")).messages,
  es: async (): Promise<unknown> => (await import("./es.ts")).messages,
  "pt-BR": async (): Promise<unknown> => (await import("./pt-br.ts")).messages,
};
