import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { linkFaults, linksIn } from "../../demo/links.ts";

let stack: AsyncDisposableStack;
let base: string;

beforeEach(async () => {
  stack = new AsyncDisposableStack();
  const server = createServer((request, response) => {
    const [, type] = /\/(recording|transcript)$/.exec(request.url ?? "") ?? [];
    const contentType = type === "recording" ? "audio/mpeg" : "application/json";
    response.writeHead(request.url?.includes("/gone/") ? 404 : 200, {
      "content-type": contentType,
    });
    response.end(request.url?.includes("/empty/") ? "" : "{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stack.defer(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => stack.disposeAsync());

function linksOf(type: string, data: object) {
  const event = { id: "1", type, dedupeKey: "1", callId: null, conversationId: null, data };
  return linksIn({ events: [event, { ...event, id: "2" }], deliveries: [] }, base);
}

describe("the links of a run", () => {
  it("are the gateway's own, each once", () => {
    const recordingUrl = `${base}/v1/calls/a/recording`;
    const transcriptionUrl = "https://provider.example/v1/calls/a/transcript";
    const links = linksOf("call.callEnded", { recordingUrl, transcriptionUrl });
    expect(links.map(({ url }) => url)).toEqual([recordingUrl]);
  });

  it.each([
    ["call.recordingCompleted", "url", "a/recording", 0],
    ["call.transcriptionCompleted", "url", "a/transcript", 0],
    ["call.callEnded", "transcriptionUrl", "a/transcript", 0],
    ["call.callEnded", "transcriptionUrl", "a/recording", 1],
    ["call.callEnded", "recordingUrl", "a/transcript", 1],
    ["call.transcriptionCompleted", "url", "a/recording", 1],
    ["call.recordingCompleted", "url", "gone/recording", 1],
    ["call.recordingCompleted", "url", "empty/recording", 1],
  ])("of %s, where %s leads to %s, have %i faults", async (type, name, path, faults) => {
    const links = linksOf(type, { [name]: `${base}/v1/calls/${path}` });
    expect(await linkFaults(links)).toHaveLength(faults);
  });
});
