import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "#dashboard/i18n/t.ts";
import { Button, IconButton } from "./button.tsx";
import { Icon, type IconName } from "./icon.tsx";
import { dismiss, type Toast, toasts } from "./toasts.ts";

const ICON: Readonly<Record<Toast["tone"], IconName>> = {
  good: "check-circle",
  bad: "alert",
  neutral: "info",
};

/** There from the start, because a screen reader tells only of what changes in a region that it knows. */
export function ToastRegion(): JSX.Element {
  const region = useRef<HTMLElement>(null);
  const newest = toasts.value.at(-1)?.id;
  useEffect(() => {
    if (newest === undefined) return;
    // Above a dialog that was opened since the last one.
    region.current?.hidePopover();
    region.current?.showPopover();
  }, [newest]);
  return (
    <section class="toasts" ref={region} popover="manual" aria-label={t("ui.notifications")}>
      <ol aria-live="polite" aria-relevant="additions">
        {toasts.value.map(({ id, tone, text, action }) => (
          <li class="toast" data-tone={tone} key={id}>
            <Icon name={ICON[tone]} />
            <span class="toast-text">{text}</span>
            {action && (
              <Button
                size="sm"
                onClick={() => {
                  dismiss(id);
                  return action.onSelect();
                }}
              >
                {action.label}
              </Button>
            )}
            <IconButton icon="x" size="sm" label={t("ui.dismiss")} onClick={() => dismiss(id)} />
          </li>
        ))}
      </ol>
    </section>
  );
}
