import type { JSX } from "preact";
import { t } from "#dashboard/i18n/t.ts";
import { Code } from "#dashboard/ui/code.tsx";
import { Card, Stack, Steps } from "#dashboard/ui/layout.tsx";
import { Link } from "#dashboard/ui/link.tsx";
import type { Connection } from "#sdk/schema.ts";
import { inWords, providerOf, useProviders } from "./use-providers.ts";

/** The URL, and the way to where the provider wants it. */
export function WhereToPaste({ connection }: { readonly connection: Connection }): JSX.Element {
  const provider = providerOf(useProviders(), connection.provider);
  return (
    <Card title={t("connections.callbackUrl")} description={t("connections.callbackUrlHint")}>
      <Stack>
        <Code label={t("connections.callbackUrl")} text={connection.callbackUrl} isWrapped />
        {provider && (
          <>
            <h3>{t("connections.whereToPaste", { provider: provider.name })}</h3>
            <Steps steps={provider.steps.map((step) => ({ title: inWords(step) }))} />
            <p>
              <Link href={provider.documentation} isExternal>
                {t("connections.documentation", { provider: provider.name })}
              </Link>
            </p>
          </>
        )}
      </Stack>
    </Card>
  );
}
