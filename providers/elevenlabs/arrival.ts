import type { CallObservation } from "#src/core/call.ts";
import type { ConnectionSettings } from "./schema.ts";

/** What a normaliser knows besides the payload. */
export type Arrival = {
  readonly body: Uint8Array;
  readonly receivedAt: Date;
  readonly settings: ConnectionSettings["settings"];
};

/** What every observation of a call carries of the connection's settings. */
export function enrichment({
  settings,
}: Arrival): Pick<CallObservation, "enrichmentWindowSeconds"> {
  const { enrichmentWindowSeconds } = settings;
  return enrichmentWindowSeconds === undefined ? {} : { enrichmentWindowSeconds };
}
