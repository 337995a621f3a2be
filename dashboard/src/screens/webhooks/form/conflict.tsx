import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { fmt, t } from "#dashboard/i18n/t.ts";
import { Button } from "#dashboard/ui/button.tsx";
import { Callout } from "#dashboard/ui/callout.tsx";
import { Row, Stack } from "#dashboard/ui/layout.tsx";
import { changesBetween, type Draft } from "./draft.ts";
import { FIELD_LABELS } from "./labels.ts";

/** Somebody else saved the webhook while it was being edited here. */
export function Conflict(props: {
  readonly base: Draft;
  readonly theirs: Draft;
  readonly onMerge: () => void;
  readonly onTakeTheirs: () => void;
}): JSX.Element {
  const { base, theirs, onMerge, onTakeTheirs } = props;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), [theirs]);
  const changed = Object.keys(changesBetween(base, theirs)).flatMap((field) => {
    const label = FIELD_LABELS[field];
    return label === undefined ? [] : [t(label)];
  });
  return (
    <div class="form-conflict" ref={box} tabIndex={-1}>
      <Callout tone="warn" title={t("webhookForm.conflictTitle")}>
        <Stack gap={3}>
          <p>
            {changed.length === 0
              ? t("webhookForm.conflictText")
              : t("webhookForm.conflictFields", { fields: fmt.list(changed) })}
          </p>
          <Row gap={2}>
            <Button variant="primary" size="sm" onClick={onMerge}>
              {t("webhookForm.conflictMerge")}
            </Button>
            <Button size="sm" onClick={onTakeTheirs}>
              {t("webhookForm.conflictTheirs")}
            </Button>
          </Row>
        </Stack>
      </Callout>
    </div>
  );
}
