import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { keepDoor } from "#dashboard/app/leaving.ts";
import { useNavigate } from "#dashboard/app/navigate.ts";
import { t } from "#dashboard/i18n/t.ts";
import { ConfirmDialog } from "#dashboard/ui/dialog.tsx";

export type LeaveGuard = {
  /** Goes somewhere without asking: what there was is saved, or not wanted. */
  readonly leaveTo: (url: string) => void;
  readonly dialog: JSX.Element;
};

/** Asks before what was typed is lost: by a link, by going back, by closing the page. */
export function useLeaveGuard(isDirty: boolean): LeaveGuard {
  const [wanted, setWanted] = useState<string | null>(null);
  const open = useRef<() => void>(() => undefined);
  const go = useNavigate();

  useEffect(() => {
    if (!isDirty) return;
    const release = keepDoor(setWanted);
    open.current = release;
    return release;
  }, [isDirty]);

  function leaveTo(url: string) {
    open.current();
    go(url);
  }
  return {
    leaveTo,
    dialog: (
      <ConfirmDialog
        open={wanted !== null}
        onClose={() => setWanted(null)}
        title={t("webhookForm.leaveTitle")}
        confirmLabel={t("webhookForm.leave")}
        isDanger
        onConfirm={() => leaveTo(wanted ?? "/dashboard/webhooks")}
      >
        <p>{t("webhookForm.leaveText")}</p>
      </ConfirmDialog>
    ),
  };
}
