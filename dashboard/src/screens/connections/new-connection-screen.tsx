import type { JSX } from "preact";
import { useUrlState } from "#dashboard/app/url-state.ts";
import { t } from "#dashboard/i18n/t.ts";
import { Radios } from "#dashboard/ui/choice.tsx";
import { Card, Stack } from "#dashboard/ui/layout.tsx";
import { PageHeader } from "#dashboard/ui/page-header.tsx";
import { QueryView } from "#dashboard/ui/states.tsx";
import { ConnectionForm } from "./connection-form.tsx";
import { inWords, useProviders } from "./use-providers.ts";

const NOTHING = { provider: "" };

/** Which provider, then what it needs. */
export function NewConnectionScreen(): JSX.Element {
  const [{ provider: chosen }, set] = useUrlState(NOTHING);
  const providers = useProviders();
  return (
    <>
      <PageHeader
        title={t("connections.new")}
        back={{ href: "/dashboard/connections", label: t("connections.title") }}
      />
      <QueryView query={providers}>
        {({ data }) => {
          const provider = data.find(({ id }) => id === chosen);
          return (
            <Stack gap={6}>
              <Card>
                <Radios
                  label={t("connections.chooseProvider")}
                  name="provider"
                  value={chosen}
                  options={data.map(({ id, name, secret }) => ({
                    value: id,
                    label: name,
                    hint: inWords(secret.title),
                  }))}
                  onChange={(id) => set({ provider: id })}
                />
              </Card>
              {provider && (
                <Card title={provider.name}>
                  <ConnectionForm key={provider.id} provider={provider} connection={null} />
                </Card>
              )}
            </Stack>
          );
        }}
      </QueryView>
    </>
  );
}
