import type { RetentionStore } from "#src/pipeline/retention-ports.ts";

export const NONE = { count: 0, last: null };

/** One that holds nothing, but for what is given. */
export function emptyRetentionStore(changes: Partial<RetentionStore> = {}): RetentionStore {
  const done = new Map<string, Date>();
  const none = async () => NONE;
  return {
    deleteRows: none,
    clearBodies: none,
    deleteKeys: none,
    deleteConversations: none,
    deleteRecoveries: none,
    deleteIdempotencyKeys: none,
    hideRecordings: async () => [],
    findBodies: async () => [],
    markBodiesRemoved: async () => undefined,
    doneUntil: async (task) => done.get(task) ?? new Date(0),
    noteDone: async (task, until) => void done.set(task, until),
    makePartitions: async () => [],
    oldPartitions: async () => [],
    heldIn: async () => ({ ...NONE, ids: [] }),
    dropPartition: async () => "dropped",
    ...changes,
  };
}
