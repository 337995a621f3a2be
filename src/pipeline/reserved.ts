import type { Held } from "./emit.ts";
import type { IngestUnit, Outgoing } from "./ports.ts";

export type ReservedTransact = <T>(work: (unit: IngestUnit) => Promise<T>) => Promise<T>;

export type Scope = { readonly unit: IngestUnit; readonly held: Held };

type Done<T> = { readonly value: T; readonly leased: readonly Outgoing[] };

/**
 * Runs a transaction that may reserve room in the dispatcher: after the commit what was leased goes out, and after a
 * failure the room is given back.
 */
export async function withReservation<T>(
  { transact }: { readonly transact: ReservedTransact },
  work: (scope: Scope) => Promise<Done<T>>,
): Promise<T> {
  const held: Held = { reservation: null };
  let leased: readonly Outgoing[] = [];
  try {
    const done = await transact((unit) => {
      // A transaction that is run again starts from nothing, reservation included.
      held.reservation?.launch([]);
      held.reservation = null;
      return work({ unit, held });
    });
    leased = done.leased;
    return done.value;
  } finally {
    held.reservation?.launch(leased);
  }
}
