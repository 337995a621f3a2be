import { elevenlabsGuide } from "#providers/elevenlabs/guide.ts";
import { elevenlabs } from "#providers/elevenlabs/index.ts";
import { signElevenlabs } from "#providers/elevenlabs/sign.ts";
import { platform } from "#providers/platform/index.ts";
import { signalwireGuide } from "#providers/signalwire/guide.ts";
import { signalwire } from "#providers/signalwire/index.ts";
import { signSignalwire } from "#providers/signalwire/sign.ts";
import { whatsappGuide } from "#providers/whatsapp/guide.ts";
import { whatsappHandshake } from "#providers/whatsapp/handshake.ts";
import { whatsapp } from "#providers/whatsapp/index.ts";
import { signWhatsapp } from "#providers/whatsapp/sign.ts";
import type { DialectId } from "#src/core/catalog.ts";
import { elevenWire } from "#src/dialects/11wire/index.ts";
import { agentsStudio } from "#src/dialects/agents-studio/index.ts";
import { cloudevents } from "#src/dialects/cloudevents/index.ts";
import { standard } from "#src/dialects/standard/index.ts";
import { subverse } from "#src/dialects/subverse/index.ts";
import { talkover } from "#src/dialects/talkover/index.ts";
import type { Dialect } from "./dialect.ts";
import type { Handshaker, Provider, ProviderGuide, Publisher, Signer } from "./provider.ts";

function byId<Id extends string, Plug extends { readonly id: Id }>(
  plugs: readonly Plug[],
): ReadonlyMap<Id, Plug> {
  return new Map(plugs.map((plug) => [plug.id, plug]));
}

export const providers: ReadonlyMap<string, Provider> = byId([signalwire, elevenlabs, whatsapp]);

export const dialects: ReadonlyMap<DialectId, Dialect> = byId([
  agentsStudio,
  subverse,
  talkover,
  elevenWire,
  standard,
  cloudevents,
]);

/** How an account at each provider is connected, in the order of the providers. */
export const guides: readonly ProviderGuide[] = [signalwireGuide, elevenlabsGuide, whatsappGuide];

/** Providers that ask a question with GET before they send. */
export const handshakers: ReadonlyMap<string, Handshaker> = new Map([
  ["whatsapp", whatsappHandshake],
]);

/** How each provider signs, for replays, the demo and tests. */
export const signers: ReadonlyMap<string, Signer> = new Map([
  ["signalwire", signSignalwire],
  ["elevenlabs", signElevenlabs],
  ["whatsapp", signWhatsapp],
]);

/** Providers that also call back with GET, parameters in the URL. */
export const getCallbacks: ReadonlySet<string> = new Set(["signalwire"]);

/** Providers that carry calls: their word on a call comes before any platform's report of it. */
export const carriers: readonly string[] = ["signalwire"];

/** What tenants publish themselves comes in through the tenant API, not through a callback. */
export const publisher: Publisher = platform;
