import { t } from "#dashboard/i18n/t.ts";
import { toast } from "#dashboard/ui/toasts.ts";

/** A page that was open over an update asks for scripts that are no longer there: it says so, once. */
export function watchForUpdates(): void {
  addEventListener(
    "vite:preloadError",
    () => {
      toast.info(t("nav.newVersion"), {
        action: { label: t("nav.reload"), onSelect: () => location.reload() },
      });
    },
    { once: true },
  );
}
