import { acknowledgement, defineProvider } from "#src/provider.ts";
import { evidence } from "./evidence.ts";
import { normalizer } from "./normalize.ts";
import ranges from "./ranges.json" with { type: "json" };
import { agentIds, bodyLimitBytes } from "./scan.ts";
import { ConnectionSettings } from "./schema.ts";
import { verifySignature } from "./verify.ts";

/** ElevenLabs Agents: post-call webhooks, and the notices of the 11Wire document. */
export const elevenlabs = defineProvider({
  id: "elevenlabs",
  settings: ConnectionSettings,
  ranges,
  bodyLimitBytes,
  identify: ({ body }) => agentIds(body),
  evidence,
  receiver: ({ secrets, settings }) => ({
    verify: (request, now) => verifySignature(request, secrets, now),
    normalize: normalizer(settings),
    acknowledge: acknowledgement,
  }),
});
