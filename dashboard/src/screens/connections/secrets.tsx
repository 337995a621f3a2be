import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { invalidate } from "#dashboard/app/cache.ts";
import { answer, api } from "#dashboard/app/client.ts";
import { useMutation } from "#dashboard/app/mutation.ts";
import { can } from "#dashboard/app/session.ts";
import { t } from "#dashboard/i18n/t.ts";
import { Badge } from "#dashboard/ui/badge.tsx";
import { Button } from "#dashboard/ui/button.tsx";
import { ConfirmDialog, Dialog } from "#dashboard/ui/dialog.tsx";
import { FormProblem } from "#dashboard/ui/field.tsx";
import { SecretInput } from "#dashboard/ui/input.tsx";
import { Card, Row, Stack } from "#dashboard/ui/layout.tsx";
import { toast } from "#dashboard/ui/toasts.ts";
import type { Connection } from "#sdk/schema.ts";
import { inWords, providerOf, useProviders } from "./use-providers.ts";

/** Masked, and changed without a gap: the new one beside the old, then the old one away. */
export function Secrets({ connection }: { readonly connection: Connection }): JSX.Element {
  const [asked, setAsked] = useState<"rotate" | "retire" | null>(null);
  const { id, secretPreviews } = connection;
  const close = () => setAsked(null);
  return (
    <Card
      title={t("connections.secrets")}
      description={t("connections.secretsHint")}
      actions={
        can("connections:write") && (
          <Row>
            {secretPreviews.length > 1 && (
              <Button onClick={() => setAsked("retire")}>{t("connections.retire")}</Button>
            )}
            <Button onClick={() => setAsked("rotate")}>{t("connections.rotate")}</Button>
          </Row>
        )
      }
    >
      <ul class="plain-list">
        {secretPreviews.map((preview, index) => (
          <li key={index}>
            <Row>
              <span class="mono">{preview}</span>
              <Badge tone={index === 0 ? "good" : "neutral"}>
                {t(index === 0 ? "connections.current" : "connections.older")}
              </Badge>
            </Row>
          </li>
        ))}
      </ul>
      {asked === "rotate" && <RotateDialog connection={connection} onClose={close} />}
      <ConfirmDialog
        open={asked === "retire"}
        onClose={close}
        title={t("connections.retireTitle")}
        confirmLabel={t("connections.retire")}
        onConfirm={async () => {
          const params = { path: { id } };
          await answer(api.POST("/v1/connections/{id}/secret/retire", { params }));
          invalidate("connections");
          toast.good(t("connections.retired"));
        }}
      >
        <p>{t("connections.retireText")}</p>
      </ConfirmDialog>
    </Card>
  );
}

const FORM = "rotate-form";

function RotateDialog(props: {
  readonly connection: Connection;
  readonly onClose: () => void;
}): JSX.Element {
  const { connection, onClose } = props;
  const provider = providerOf(useProviders(), connection.provider);
  const [secret, setSecret] = useState("");
  const rotate = useMutation(
    () => {
      const params = { path: { id: connection.id } };
      return answer(api.POST("/v1/connections/{id}/secret/rotate", { params, body: { secret } }));
    },
    {
      invalidates: ["connections"],
      success: t("connections.rotated"),
      onSuccess: onClose,
      quiet: true,
    },
  );
  const label = provider ? inWords(provider.secret.title) : t("common.secret");
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("connections.rotateTitle")}
      description={t("connections.rotateText")}
      size="sm"
      footer={
        <>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button variant="primary" type="submit" form={FORM} busy={rotate.isRunning}>
            {t("common.save")}
          </Button>
        </>
      }
    >
      <form
        id={FORM}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void rotate.run();
        }}
      >
        <Stack>
          <FormProblem problem={rotate.error} labels={{ secret: label }} />
          <SecretInput
            label={label}
            name="secret"
            required
            value={secret}
            onInput={setSecret}
            error={rotate.error?.fields["secret"]}
          />
        </Stack>
      </form>
    </Dialog>
  );
}
