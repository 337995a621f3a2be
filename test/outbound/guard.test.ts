import { describe, expect, it } from "vitest";
import { createSender, type SenderOptions } from "#src/outbound/client.ts";
import { createEgressPolicy } from "#src/outbound/egress.ts";
import { type Loopback, tcpServer } from "./loopback.ts";

const OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
const PRIVATE_TOO = createEgressPolicy({ allowPrivateTargets: true });
const PUBLIC_ONLY = createEgressPolicy({ allowPrivateTargets: false });

/** Allows 127.0.0.1 and nothing else of the loopback network, so that what is refused can be told from what is not. */
const NARROW = createEgressPolicy({
  allowPrivateTargets: true,
  extraBlocked: ["127.0.0.2", "::1"],
});

function answering(): Promise<Loopback> {
  return tcpServer((socket) => socket.write(OK));
}

async function send(url: string, options: Omit<SenderOptions, "userAgent">, timeoutMs = 3_000) {
  await using sender = createSender({ userAgent: "Switchhook/test", ...options });
  return await sender.send({ url, method: "POST", headers: {}, body: "{}", timeoutMs });
}

describe("a name", () => {
  it.each([
    ["127.0.0.1"],
    ["10.0.0.1"],
    ["169.254.169.254"],
    ["::1"],
    ["::ffff:127.0.0.1"],
    ["64:ff9b::7f00:1"],
    ["2002:7f00:1::"],
    ["fd00::1"],
    ["0.0.0.0"],
  ])("that resolves to %s is blocked, without a word of the address", async (address) => {
    const outcome = await send("https://hook.example/", {
      policy: PUBLIC_ONLY,
      lookup: async () => [address],
    });
    expect(outcome).toMatchObject({ kind: "error", errorClass: "blocked_target" });
    expect(outcome.kind === "error" && outcome.message).not.toContain(address);
  });

  it.each([[["127.0.0.1", "127.0.0.2"]], [["127.0.0.2", "127.0.0.1"]], [["127.0.0.1", "::1"]]])(
    "that resolves to one good and one bad address is blocked: %j",
    async (addresses) => {
      await using server = await answering();
      const outcome = await send(`http://hook.example:${server.port}/`, {
        policy: NARROW,
        lookup: async () => addresses,
      });
      expect(outcome).toMatchObject({ kind: "error", errorClass: "blocked_target" });
      expect(server.accepted).toHaveLength(0);
    },
  );

  it("is resolved once per connection, and the checked address is the one connected to", async () => {
    await using server = await answering();
    const asked: string[] = [];
    const lookup = async (hostname: string) => {
      asked.push(hostname);
      return asked.length === 1 ? ["127.0.0.1"] : ["127.0.0.2"];
    };
    const first = await send(`http://hook.example:${server.port}/`, { policy: NARROW, lookup });
    expect(first).toMatchObject({ kind: "response", status: 200 });
    expect(asked).toEqual(["hook.example"]);
    expect(server.received()).toContain(`host: hook.example:${server.port}\r\n`);

    const rebound = await send(`http://hook.example:${server.port}/`, { policy: NARROW, lookup });
    expect(rebound).toMatchObject({ kind: "error", errorClass: "blocked_target" });
    expect(server.accepted).toHaveLength(1);
  });

  it("with several addresses is reached at the one that answers", async () => {
    await using server = await answering();
    const outcome = await send(`http://hook.example:${server.port}/`, {
      policy: PRIVATE_TOO,
      lookup: async () => ["127.0.0.3", "127.0.0.1"],
    });
    expect(outcome).toMatchObject({ kind: "response", status: 200 });
  });

  it("that is refused at all its addresses is a refused connection", async () => {
    const server = await answering();
    await server[Symbol.asyncDispose]();
    const outcome = await send(`http://hook.example:${server.port}/`, {
      policy: PRIVATE_TOO,
      lookup: async () => ["127.0.0.3", "127.0.0.1"],
    });
    expect(outcome).toMatchObject({ kind: "error", errorClass: "connection_refused" });
    expect(outcome.kind === "error" && outcome.message).toMatch(/ECONNREFUSED/);
  });

  it.each([
    ["unknown", () => Promise.reject(new Error("queryA ENOTFOUND hook.example"))],
    ["without addresses", async () => []],
    ["that is never answered for", () => new Promise<never>(() => {})],
  ])("%s is a DNS error", async (_, lookup) => {
    const outcome = await send("http://hook.example/", { policy: PRIVATE_TOO, lookup }, 200);
    expect(outcome).toMatchObject({ kind: "error", errorClass: "dns_error" });
  });

  it("is asked of the system where private targets are allowed", async () => {
    await using server = await answering();
    const outcome = await send(`http://localhost:${server.port}/`, { policy: PRIVATE_TOO });
    expect(outcome).toMatchObject({ kind: "response", status: 200 });
    expect(outcome.timings.dnsMs).toBeGreaterThanOrEqual(0);
  });
});

describe("a literal address", () => {
  it.each([
    "127.0.0.2",
    "127.2",
    "127.0.2",
    "2130706434",
    "0x7f000002",
    "0177.0.0.2",
    "127.0.0.2.",
    "[::ffff:127.0.0.2]",
    "[::ffff:7f00:2]",
    "[::1]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
  ])("%s is blocked before anything is opened", async (host) => {
    await using server = await answering();
    const outcome = await send(`http://${host}:${server.port}/`, { policy: NARROW });
    expect(outcome).toMatchObject({ kind: "error", errorClass: "blocked_target" });
    expect(server.accepted).toHaveLength(0);
  });

  it("is checked by the connector itself, not only by the URL's check", async () => {
    await using server = await answering();
    let asked = 0;
    // Lets the URL pass and refuses at the connection, as a literal that slipped through the first check would be.
    const policy = { allowPrivateTargets: true, allowsAddress: () => asked++ === 0 };
    const outcome = await send(server.url, { policy });
    expect(outcome).toMatchObject({ kind: "error", errorClass: "blocked_target" });
    expect(server.accepted).toHaveLength(0);
  });
});
