/** The tenants: a process of its own that answers at once, late or never, and writes down what it was sent. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { findMarker } from "../load/marker.ts";
import { answerQuestions } from "../remote.ts";
import { type Arrivals, Ledger, type Progress } from "./ledger.ts";

const HOOK = "/hook/";
/** Below it nothing is ever answered. */
const HANG = "/hang/";
/** Below it everything is answered, and nothing written down. */
const SLOW = "/slow/";
const SLOW_MS = 700;

const ledgers = new Map<string, Ledger>();
let opened = 0;
let hanging = 0;
let slow = 0;

const server = createServer({ keepAliveTimeout: 65_000 }, receive);
server.on("connection", () => {
  opened++;
});

const handlers = {
  listen: ({ host, port }: { readonly host: string; readonly port: number }) =>
    new Promise<string>((resolve, reject) => {
      server.once("error", reject);
      server.listen({ host, port, backlog: 2_048 }, () => {
        resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
      });
    }),
  progress: (run: string): Progress => ledgerOf(run).progress(),
  /** The sink forgets the run. */
  take: (run: string): Arrivals => {
    const arrivals = ledgerOf(run).arrivals();
    ledgers.delete(run);
    return arrivals;
  },
  connections: () => ({ opened, hanging, slow }),
};
export type SinkHandlers = typeof handlers;
answerQuestions(handlers);

function ledgerOf(run: string): Ledger {
  const ledger = ledgers.get(run) ?? new Ledger();
  ledgers.set(run, ledger);
  return ledger;
}

function receive(request: IncomingMessage, response: ServerResponse): void {
  const target = request.url ?? "";
  if (target.startsWith(HANG)) {
    hanging++;
    request.resume();
    response.once("close", () => hanging--);
    return;
  }
  if (target.startsWith(SLOW)) {
    slow++;
    request.resume();
    setTimeout(() => response.writeHead(200, { "content-length": 0 }).end(), SLOW_MS);
    return;
  }
  let body = "";
  request.setEncoding("latin1");
  request.on("data", (chunk: string) => {
    body += chunk;
  });
  request.on("end", () => {
    const marker = findMarker(body);
    if (marker !== null) ledgerOf(marker.run).enter(marker.number, hookOf(target));
    response.writeHead(200, { "content-type": "text/plain", "content-length": 2 }).end("OK");
  });
}

/** Another system's sink may be called at any path: that is one endpoint. */
function hookOf(target: string): number {
  return target.startsWith(HOOK) ? Number.parseInt(target.slice(HOOK.length), 10) || 0 : 0;
}
