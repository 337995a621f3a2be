import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { answer, api } from "#dashboard/app/client.ts";
import { useMutation } from "#dashboard/app/mutation.ts";
import { fmt, t } from "#dashboard/i18n/t.ts";
import { Button } from "#dashboard/ui/button.tsx";
import { Callout } from "#dashboard/ui/callout.tsx";
import { Select } from "#dashboard/ui/choice.tsx";
import { Code } from "#dashboard/ui/code.tsx";
import { Dialog } from "#dashboard/ui/dialog.tsx";
import { FormProblem } from "#dashboard/ui/field.tsx";
import { SecretInput } from "#dashboard/ui/input.tsx";
import { Disclosure, Stack } from "#dashboard/ui/layout.tsx";
import { toast } from "#dashboard/ui/toasts.ts";
import type { RotatedSecret, Webhook } from "#sdk/schema.ts";

const FORM = "rotate-secret";
const [HOUR, DAY] = [3600, 86_400];
const GRACES = ["0", ...[HOUR, 6 * HOUR, DAY, 2 * DAY, 3 * DAY, 7 * DAY].map(String)];

/** Asks how long both secrets sign, then shows the new one, once. */
export function RotateDialog(props: {
  readonly webhook: Webhook;
  readonly onClose: () => void;
}): JSX.Element {
  const { webhook, onClose } = props;
  const [grace, setGrace] = useState(String(DAY));
  const [own, setOwn] = useState("");
  const [made, setMade] = useState<RotatedSecret>();
  const rotate = useMutation(
    () => {
      const body = { gracePeriodSeconds: Number(grace), ...(own !== "" && { secret: own }) };
      const params = { path: { webhookId: webhook.id } };
      return answer(api.POST("/v1/webhooks/{webhookId}/secret/rotate", { params, body }));
    },
    {
      invalidates: ["webhooks"],
      quiet: true,
      onSuccess: (rotated) => {
        if (rotated.secret !== undefined) return setMade(rotated);
        toast.good(t("webhook.rotated"));
        onClose();
      },
    },
  );
  if (made?.secret !== undefined) return <NewSecret secret={made.secret} onDone={onClose} />;
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("webhook.rotateTitle")}
      footer={
        <>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button variant="primary" type="submit" form={FORM} busy={rotate.isRunning}>
            {t("webhook.rotate")}
          </Button>
        </>
      }
    >
      <form
        id={FORM}
        onSubmit={(event) => {
          event.preventDefault();
          void rotate.run();
        }}
      >
        <Stack>
          <FormProblem problem={rotate.error} labels={{ secret: t("webhook.ownSecret") }} />
          <p>{t("webhook.rotateText")}</p>
          <Select
            label={t("webhook.grace")}
            name="gracePeriodSeconds"
            value={grace}
            options={GRACES.map((value) => ({
              value,
              label: value === "0" ? t("webhook.graceNone") : fmt.duration(Number(value) * 1000),
            }))}
            onChange={setGrace}
            hint={t(grace === "0" ? "webhook.graceNoneHint" : "webhook.graceHint")}
          />
          {webhook.previousSecretExpiresAt !== null && (
            <p class="muted">{t("webhook.rotateForgets")}</p>
          )}
          <Disclosure summary={t("webhook.ownSecret")} open={own !== ""}>
            <SecretInput
              label={t("webhook.ownSecret")}
              hideLabel
              name="secret"
              value={own}
              onInput={setOwn}
              hint={t("webhook.ownSecretHint")}
              error={rotate.error?.fields["secret"]}
            />
          </Disclosure>
        </Stack>
      </form>
    </Dialog>
  );
}

function NewSecret(props: { readonly secret: string; readonly onDone: () => void }): JSX.Element {
  return (
    <Dialog
      open
      // A slip of the finger beside it must not lose the secret.
      onClose={() => undefined}
      title={t("webhook.newSecret")}
      footer={
        <Button variant="primary" onClick={props.onDone}>
          {t("webhook.haveCopied")}
        </Button>
      }
    >
      <Stack>
        <Callout tone="warn" title={t("webhook.shownOnce")}>
          {t("webhook.shownOnceText")}
        </Callout>
        <Code label={t("webhook.newSecret")} text={props.secret} isWrapped />
      </Stack>
    </Dialog>
  );
}
