import type { JSX } from "preact";
import { t } from "#dashboard/i18n/t.ts";
import { Button } from "#dashboard/ui/button.tsx";
import { Callout } from "#dashboard/ui/callout.tsx";
import { Code } from "#dashboard/ui/code.tsx";
import { Dialog } from "#dashboard/ui/dialog.tsx";
import { Stack } from "#dashboard/ui/layout.tsx";

/** The one time that a webhook's secret is shown. */
export function SecretDialog(props: {
  readonly name: string;
  readonly secret: string;
  readonly onDone: () => void;
}): JSX.Element {
  const { name, secret, onDone } = props;
  return (
    <Dialog
      open
      // A slip of the finger beside it must not lose the secret.
      onClose={() => undefined}
      title={t("webhookForm.createdTitle", { name })}
      footer={
        <Button variant="primary" onClick={onDone}>
          {t("webhookForm.secretDone")}
        </Button>
      }
    >
      <Stack>
        <Callout tone="warn" title={t("webhookForm.secretOnce")}>
          {t("webhookForm.secretWhy")}
        </Callout>
        <Code label={t("webhookForm.yourSecret")} text={secret} isWrapped />
      </Stack>
    </Dialog>
  );
}
