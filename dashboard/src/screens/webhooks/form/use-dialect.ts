import { useState } from "preact/hooks";
import { problemFrom } from "#dashboard/app/problem.ts";
import { type Query, useQuery } from "#dashboard/app/query.ts";
import { t } from "#dashboard/i18n/t.ts";
import type { DialectId } from "#dashboard/shared/dialects.ts";
import { toast } from "#dashboard/ui/toasts.ts";
import type { EventKeyList } from "#sdk/schema.ts";
import type { Draft } from "./draft.ts";
import { inOtherWords, loadEventKeys } from "./event-keys.ts";

export type DialectChoice = {
  readonly eventKeys: Query<EventKeyList>;
  readonly choose: (dialect: DialectId) => void;
  /** What became of the chosen events when the dialect changed. */
  readonly note: string | undefined;
};

/** Another dialect has other names for the same events: what was chosen is chosen under these. */
export function useDialect(draft: Draft, set: (change: Partial<Draft>) => void): DialectChoice {
  const [hasMoved, setHasMoved] = useState(false);
  const eventKeys = useQuery(`event-keys/${draft.dialect}`, (signal) =>
    loadEventKeys(draft.dialect, signal),
  );

  async function choose(dialect: DialectId) {
    const from = eventKeys.data;
    if (draft.eventKeys.length === 0 || from === undefined) {
      setHasMoved(false);
      set({ dialect, eventKeys: [] });
      return;
    }
    try {
      const to = await loadEventKeys(dialect);
      setHasMoved(true);
      set({ dialect, eventKeys: inOtherWords(draft.eventKeys, { from, to }) });
    } catch (thrown) {
      toast.bad(problemFrom(thrown).words);
    }
  }
  return {
    eventKeys,
    choose: (dialect) => void choose(dialect),
    note: hasMoved ? t("webhookForm.eventsMoved", { n: draft.eventKeys.length }) : undefined,
  };
}
