import { defineProvider, type Provider } from "#src/provider.ts";
import { acknowledge } from "./acknowledge.ts";
import { evidence } from "./evidence.ts";
import { identify } from "./identify.ts";
import { normalize } from "./normalize.ts";
import ranges from "./ranges.json" with { type: "json" };
import { Connection } from "./schema.ts";
import { verify } from "./verify.ts";

const BODY_LIMIT_BYTES = 1024 * 1024;

export const signalwire: Provider = defineProvider({
  id: "signalwire",
  settings: Connection,
  ranges,
  bodyLimitBytes: () => BODY_LIMIT_BYTES,
  identify,
  evidence,
  receiver: (connection) => ({
    verify: (request) => verify(request, connection),
    normalize: (request) => normalize(request, connection),
    acknowledge,
  }),
});
