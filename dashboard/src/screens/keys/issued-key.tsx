import type { JSX } from "preact";
import { session } from "#dashboard/app/session.ts";
import { t } from "#dashboard/i18n/t.ts";
import { Button } from "#dashboard/ui/button.tsx";
import { Callout } from "#dashboard/ui/callout.tsx";
import { Code } from "#dashboard/ui/code.tsx";
import { Dialog } from "#dashboard/ui/dialog.tsx";
import { Stack } from "#dashboard/ui/layout.tsx";
import type { IssuedApiKey } from "#sdk/schema.ts";

/** The one time that a key is shown. */
export function IssuedKey(props: {
  readonly issued: IssuedApiKey;
  readonly onClose: () => void;
}): JSX.Element {
  const { issued, onClose } = props;
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("keys.issuedTitle")}
      footer={
        <Button variant="primary" onClick={onClose}>
          {t("keys.done")}
        </Button>
      }
    >
      <Stack>
        <Callout tone="warn">{t("keys.issuedText")}</Callout>
        <Code label={t("keys.yourKey")} text={issued.key} isWrapped />
        <Code label={t("keys.tryIt")} text={curl(issued.key)} />
      </Stack>
    </Dialog>
  );
}

function curl(key: string): string {
  const workspace = session.value?.workspaceId ?? "";
  return [
    `curl ${location.origin}/v1/webhooks \\`,
    `  -H 'X-API-Key: ${key}' \\`,
    `  -H 'X-Workspace-Id: ${workspace}'`,
  ].join("\n");
}
