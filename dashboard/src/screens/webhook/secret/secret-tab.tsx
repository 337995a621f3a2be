import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { can } from "#dashboard/app/session.ts";
import { t } from "#dashboard/i18n/t.ts";
import { Badge } from "#dashboard/ui/badge.tsx";
import { Button } from "#dashboard/ui/button.tsx";
import { Callout } from "#dashboard/ui/callout.tsx";
import { Code } from "#dashboard/ui/code.tsx";
import { Card, Row, Stack } from "#dashboard/ui/layout.tsx";
import { Countdown } from "#dashboard/ui/time.tsx";
import type { Webhook } from "#sdk/schema.ts";
import { RotateDialog } from "./rotate-dialog.tsx";
import { Verification } from "./verification.tsx";

/** What deliveries are signed with, and how to check that. */
export function SecretTab({ webhook }: { readonly webhook: Webhook }): JSX.Element {
  const [isRotating, setIsRotating] = useState(false);
  const { secretPreview, previousSecretExpiresAt: ends, publicKey } = webhook;
  const hasPrevious = ends !== null && Date.parse(ends) > Date.now();
  return (
    <Stack gap={6}>
      <Card
        title={t("webhook.secretTitle")}
        description={t("webhook.secretText")}
        actions={
          can("webhooks:write") && (
            <Button icon="refresh" size="sm" onClick={() => setIsRotating(true)}>
              {t("webhook.rotate")}
            </Button>
          )
        }
      >
        <Stack gap={3}>
          <Row>
            <span class="mono">{secretPreview}</span>
            <Badge tone="good">{t("webhook.current")}</Badge>
          </Row>
          {hasPrevious && (
            <Callout tone="accent" title={t("webhook.bothSign")}>
              {t("webhook.previousEnds")} <Countdown to={ends} />
            </Callout>
          )}
        </Stack>
      </Card>
      {publicKey !== null && (
        <Card title={t("webhook.publicKey")} description={t("webhook.publicKeyText")}>
          <Stack gap={3}>
            <Code label={t("webhook.scheme_ed25519")} text={publicKey} isWrapped />
            <Code
              label={t("webhook.keySet")}
              text={`${location.origin}/.well-known/webhook-keys/${webhook.id}`}
              isWrapped
            />
          </Stack>
        </Card>
      )}
      <Verification webhook={webhook} />
      {isRotating && <RotateDialog webhook={webhook} onClose={() => setIsRotating(false)} />}
    </Stack>
  );
}
