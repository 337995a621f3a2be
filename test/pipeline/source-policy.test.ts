import { describe, expect, it } from "vitest";
import { createSourcePolicy } from "#src/pipeline/source-policy.ts";
import { acknowledgement, type Provider } from "#src/provider.ts";

const META = "client.webhooks.fbclientcerts.com";

function decide(asked: {
  readonly isEnforced?: boolean;
  readonly provider?: string;
  readonly address?: string;
  readonly clientName?: string | null;
  readonly own?: readonly string[] | null;
}): boolean {
  const { isEnforced = true, provider: id = "acme", address = "10.0.0.1" } = asked;
  const policy = createSourcePolicy({
    isEnforced,
    allows: (provider, from) => provider === id && from === "10.0.0.1",
    inRanges: (from, cidrs) => cidrs.includes(from),
  });
  const request = {
    method: "POST",
    url: "https://hooks.example.com/",
    headers: new Headers(),
    body: new Uint8Array(),
    receivedAt: new Date(0),
  } as const;
  const receiver: ReturnType<Provider["open"]> = {
    verify: () => ({ ok: true, value: undefined }),
    normalize: () => ({ ok: true, value: { type: "x", facts: [] } }),
    acknowledge: acknowledgement,
  };
  const provider: Provider = {
    id,
    settings: undefined as never,
    ranges: { cidrs: [], names: [], enforceable: true, source: "none" },
    bodyLimitBytes: () => 1,
    identify: () => [],
    evidence: () => null,
    open: () => receiver,
  };
  return policy(
    {
      provider,
      connectionId: null,
      request,
      target: "/",
      rawHeaders: [],
      remoteAddress: address,
      clientName: asked.clientName ?? null,
    },
    {
      connectionId: "c",
      workspaceId: "w",
      receiver,
      sourceAddresses: asked.own ?? null,
      handshake: () => null,
    },
  );
}

describe("a callback", () => {
  it.each<[string, Parameters<typeof decide>[0], boolean]>([
    ["from the provider's range is allowed", {}, true],
    ["from elsewhere is not", { address: "10.0.0.2" }, false],
    [
      "from elsewhere is allowed where nothing is enforced",
      { isEnforced: false, address: "10.0.0.2" },
      true,
    ],
    ["from the connection's own list is allowed", { own: ["10.0.0.2"], address: "10.0.0.2" }, true],
    [
      "from the provider's range is not where the connection has its own",
      { own: ["10.0.0.2"] },
      false,
    ],
    ["is not allowed by an empty list of the connection's own", { own: [] }, false],
    [
      "of WhatsApp with Meta's certificate is allowed from everywhere",
      { provider: "whatsapp", clientName: META, address: "10.0.0.2", own: [] },
      true,
    ],
    [
      "of WhatsApp with another certificate is not",
      { provider: "whatsapp", clientName: `x.${META}`, address: "10.0.0.2" },
      false,
    ],
    [
      "of another provider is not let in by Meta's certificate",
      { clientName: META, address: "10.0.0.2" },
      false,
    ],
  ])("%s", (_what, asked, isAllowed) => {
    expect(decide(asked)).toBe(isAllowed);
  });
});
