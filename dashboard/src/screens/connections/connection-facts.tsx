import type { JSX } from "preact";
import { t } from "#dashboard/i18n/t.ts";
import { Card, KeyValue } from "#dashboard/ui/layout.tsx";
import { RelativeTime } from "#dashboard/ui/time.tsx";
import type { Connection } from "#sdk/schema.ts";
import { providerOf, useProviders } from "./use-providers.ts";

export function ConnectionFacts({ connection }: { readonly connection: Connection }): JSX.Element {
  const { provider, identifiers, lastCallbackAt, lastRejectedAt, enforceSourceIps } = connection;
  const name = providerOf(useProviders(), provider)?.name ?? provider;
  return (
    <Card title={t("common.details")}>
      <KeyValue
        items={[
          { label: t("connections.provider"), value: name },
          { label: t("connections.lastCallback"), value: <At at={lastCallbackAt} /> },
          { label: t("connections.lastRejected"), value: <At at={lastRejectedAt} /> },
          {
            label: t("connections.addresses"),
            value: t(enforceSourceIps ? "connections.enforced" : "connections.notEnforced"),
          },
          {
            label: t("connections.identifiers"),
            value:
              identifiers.length === 0 ? (
                t("common.none")
              ) : (
                <span class="mono">{identifiers.join(", ")}</span>
              ),
          },
        ]}
      />
    </Card>
  );
}

function At({ at }: { readonly at: string | null }): JSX.Element {
  return at === null ? (
    <span class="faint">{t("connections.never")}</span>
  ) : (
    <RelativeTime at={at} />
  );
}
