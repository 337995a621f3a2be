import type { DispatchStore } from "./dispatch-ports.ts";
import { nextTurn, pause } from "./pause.ts";
import type { AttemptResult, Log, Outgoing } from "./ports.ts";
import { createSettler } from "./settle.ts";
import type { Place, Shares } from "./shares.ts";
import type { SlotKind, Slots } from "./slots.ts";

/** So many are signed and sent at once; more of them let everybody else have a turn first, and every few milliseconds. */
const LAUNCHED_AT_ONCE = 8;
const TURN_MS = 2;
/**
 * Results are written this often, or once there are so many, or as many as this share of the slots: they hold their slots
 * until then. A crash sends again what was not written.
 */
const WRITTEN_EVERY_MS = 50;
const WRITTEN_AT_ONCE = 100;
const SHARE_WRITTEN_AT_ONCE = 1 / 16;

export type LauncherOptions = {
  readonly store: Pick<DispatchStore, "settle">;
  readonly deliver: (outgoing: Outgoing) => Promise<AttemptResult>;
  readonly slots: Slots;
  readonly shares: Shares;
  readonly newId: () => string;
  readonly log: Log;
  /** Called once per result, after it is written. Told as well whether no retry had found a slot until now. */
  readonly onSettled: (result: AttemptResult, isFirstFree: boolean) => void;
  /** A place of this webhook has come free. */
  readonly onFreed: (webhookId: string) => void;
};

/** What room was taken for; what of it is not used is given back. */
export type Room = {
  readonly kind: SlotKind;
  readonly slots: number;
  readonly places: readonly Place[];
};

export type Launcher = {
  /** A few at a time. */
  launch(outgoing: readonly Outgoing[], room: Room): void;
  /** Moves attempts that hang out of the way of others. `lateMs`: so late is the process itself. */
  look(lateMs: number): void;
  running(): number;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
  drain(deadline: number): Promise<number>;
};

type Ticket = { readonly place: Place; readonly kind: SlotKind; isAside: boolean };

/** Carries out attempts in the room that was taken for them: the place is free once it is answered, the slot once written. */
export function createLauncher(options: LauncherOptions): Launcher {
  const { deliver, slots, shares, log } = options;
  const running = new Set<Promise<void>>();
  const underWay = new Map<Place, Ticket>();
  const tickets = new WeakMap<AttemptResult, Ticket>();
  const settler = createSettler({
    ...options,
    intervalMs: WRITTEN_EVERY_MS,
    enough: Math.min(Math.max(slots.total * SHARE_WRITTEN_AT_ONCE, 1), WRITTEN_AT_ONCE),
    onSettled(result) {
      const ticket = tickets.get(result);
      const wasFull = slots.free("retry") === 0;
      if (ticket !== undefined) giveBack(ticket);
      options.onSettled(result, wasFull);
    },
  });

  function giveBack({ place, kind, isAside }: Ticket): void {
    if (isAside) slots.giveBackAside();
    else slots.giveBack(1, kind);
    shares.release(place);
  }

  function end({ place }: Ticket, durationMs: number | null): void {
    underWay.delete(place);
    shares.end(place, durationMs);
    options.onFreed(place.webhookId);
  }

  function track(work: Promise<void>): void {
    running.add(work);
    void work.finally(() => running.delete(work));
  }

  function send(outgoing: Outgoing, ticket: Ticket): void {
    underWay.set(ticket.place, ticket);
    shares.start(ticket.place);
    const attempt = deliver(outgoing).then(
      (result) => {
        end(ticket, result.durationMs);
        tickets.set(result, ticket);
        settler.add(result);
      },
      (error: unknown) => {
        // A defect of ours, not the tenant's trouble. The job stays live and is tried again after its lease.
        log.error("attempt could not be made", {
          deliveryId: outgoing.deliveryId,
          error: String(error),
        });
        end(ticket, null);
        giveBack(ticket);
      },
    );
    track(attempt);
  }

  async function sendInTime(outgoing: Outgoing, ticket: Ticket, waitMs: number): Promise<void> {
    await pause(waitMs);
    send(outgoing, ticket);
  }

  /** At once, or when it is its turn under its webhook's limit. */
  function start(outgoing: Outgoing, ticket: Ticket): void {
    const waitMs = outgoing.dueAt === undefined ? 0 : outgoing.dueAt - performance.now();
    if (waitMs < 1) send(outgoing, ticket);
    else track(sendInTime(outgoing, ticket, waitMs));
  }

  /** Each gets a place of its webhook; what is left is given back. */
  function seat(all: readonly Outgoing[], room: Room): readonly (readonly [Outgoing, Ticket])[] {
    const { kind } = room;
    const free = Map.groupBy(room.places, ({ webhookId }) => webhookId);
    const seated = all.map((outgoing) => {
      const { id } = outgoing.webhook;
      const place = free.get(id)?.pop() ?? shares.insist(id);
      return [outgoing, { place, kind, isAside: false }] as const;
    });
    for (const place of [...free.values()].flat()) {
      shares.end(place, null);
      shares.release(place);
    }
    slots.giveBack(room.slots - all.length, kind);
    return seated;
  }

  async function sendInTurns(seated: readonly (readonly [Outgoing, Ticket])[]): Promise<void> {
    let turnEndsAt = seated.length > LAUNCHED_AT_ONCE ? 0 : Number.POSITIVE_INFINITY;
    for (const [outgoing, ticket] of seated) {
      if (performance.now() > turnEndsAt) {
        await nextTurn();
        turnEndsAt = performance.now() + TURN_MS;
      }
      start(outgoing, ticket);
    }
  }

  return {
    // A batch of a thousand must not keep its own sender, and everybody else, waiting for an answer.
    launch: (outgoing, room) => track(sendInTurns(seat(outgoing, room))),
    look(lateMs) {
      for (const place of shares.look(lateMs)) {
        const ticket = underWay.get(place);
        if (ticket !== undefined) ticket.isAside = slots.putAside(ticket.kind);
      }
    },
    running: () => running.size,
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
    drain: (deadline) => settler.drain(deadline),
  };
}
