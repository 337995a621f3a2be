import type { JSX } from "preact";
import { answer, api } from "#dashboard/app/client.ts";
import { useParams } from "#dashboard/app/navigate.ts";
import { useQuery } from "#dashboard/app/query.ts";
import { t } from "#dashboard/i18n/t.ts";
import { Card } from "#dashboard/ui/layout.tsx";
import { PageHeader } from "#dashboard/ui/page-header.tsx";
import { QueryView } from "#dashboard/ui/states.tsx";
import { ConnectionForm } from "./connection-form.tsx";
import { providerOf, useProviders } from "./use-providers.ts";

export function EditConnectionScreen(): JSX.Element {
  const { id } = useParams("id");
  const providers = useProviders();
  const query = useQuery(`connections/${id}`, (signal) =>
    answer(api.GET("/v1/connections/{id}", { params: { path: { id } }, signal })),
  );
  return (
    <>
      <PageHeader
        title={t("connections.editTitle")}
        back={{
          href: `/dashboard/connections/${id}`,
          label: query.data?.name ?? t("common.connection"),
        }}
      />
      <QueryView query={query}>
        {(connection) => {
          const provider = providerOf(providers, connection.provider);
          return (
            provider && (
              <Card>
                <ConnectionForm provider={provider} connection={connection} />
              </Card>
            )
          );
        }}
      </QueryView>
    </>
  );
}
