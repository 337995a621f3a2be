import { acknowledgement, defineProvider, type Provider } from "#src/provider.ts";
import { evidence } from "./evidence.ts";
import { identify } from "./identify.ts";
import { normalize } from "./normalize.ts";
import ranges from "./ranges.json" with { type: "json" };
import { Settings } from "./schema.ts";
import { verify } from "./verify.ts";

/** Meta sends up to 3 MB ("Webhooks overview"). */
const BODY_LIMIT_BYTES = 4 * 1024 * 1024;

export const whatsapp: Provider = defineProvider({
  id: "whatsapp",
  settings: Settings,
  ranges,
  bodyLimitBytes: () => BODY_LIMIT_BYTES,
  identify,
  evidence,
  receiver: ({ secrets, settings }) => ({
    verify: (request) => verify(request, secrets),
    normalize: (request) => normalize(request, settings),
    acknowledge: acknowledgement,
  }),
});
