import { type CanonicalEvent, EVENT_TYPES } from "#src/core/catalog.ts";
import { deliverEvents, type EmitDependencies } from "./emit.ts";
import { type ReservedTransact, withReservation } from "./reserved.ts";

/** Returns how many deliveries were made. */
export type RedeliverEvents = (
  workspaceId: string,
  events: readonly CanonicalEvent[],
) => Promise<number>;

/** Sends stored events again, as new deliveries, to the active webhooks that want them now. */
export function createRedeliverEvents(
  dependencies: EmitDependencies & { readonly transact: ReservedTransact },
): RedeliverEvents {
  return async (workspaceId, stored) => {
    // What an earlier release knew and this one does not has no name to go out under.
    const events = stored.filter(({ type }) => EVENT_TYPES.includes(type));
    if (events.length === 0) return 0;
    return withReservation(dependencies, async (scope) => {
      const configs = await scope.unit.configs([workspaceId]);
      // A webhook that is off has the suppressed delivery of the first time, to be recovered from.
      const active = new Map(
        [...configs].map(([id, config]) => [
          id,
          { ...config, webhooks: config.webhooks.filter(({ isActive }) => isActive) },
        ]),
      );
      const { deliveries, leased } = await deliverEvents(dependencies, scope, events, active);
      return { value: deliveries.length, leased };
    });
  };
}
