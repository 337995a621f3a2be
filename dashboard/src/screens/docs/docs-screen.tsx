import type { JSX } from "preact";
import { session } from "#dashboard/app/session.ts";
import { rich, t } from "#dashboard/i18n/t.ts";
import { LinkButton } from "#dashboard/ui/button.tsx";
import { Code, InlineCode } from "#dashboard/ui/code.tsx";
import { Card, Grid, Stack, Steps } from "#dashboard/ui/layout.tsx";
import { PageHeader } from "#dashboard/ui/page-header.tsx";

export function DocsScreen(): JSX.Element {
  return (
    <>
      <PageHeader title={t("docs.title")} description={t("docs.description")} />
      <Stack gap={5}>
        <Grid min={280}>
          <Card title={t("docs.referenceTitle")} description={t("docs.referenceText")}>
            <LinkButton href="/docs" icon="book" isExternal>
              {t("docs.referenceLink")}
            </LinkButton>
          </Card>
          <Card title={t("docs.specTitle")} description={t("docs.specText")}>
            <LinkButton href="/openapi.json" icon="code" isExternal>
              {t("docs.specLink")}
            </LinkButton>
          </Card>
        </Grid>
        <Card title={t("docs.firstTitle")} description={t("docs.firstText")}>
          <Code label="curl" text={firstCall()} />
        </Card>
        <Card title={t("docs.verifyTitle")} description={t("docs.verifyText")}>
          <Steps
            steps={[
              { title: t("docs.verifyBytes") },
              {
                title: rich("docs.verifySign", {
                  signed: <InlineCode>webhook-id.webhook-timestamp.body</InlineCode>,
                  prefix: <InlineCode>whsec_</InlineCode>,
                }),
              },
              {
                title: rich("docs.verifyCompare", {
                  header: <InlineCode>webhook-signature</InlineCode>,
                }),
              },
              {
                title: rich("docs.verifyFresh", {
                  timestamp: <InlineCode>webhook-timestamp</InlineCode>,
                  id: <InlineCode>webhook-id</InlineCode>,
                }),
              },
            ]}
          />
        </Card>
      </Stack>
    </>
  );
}

function firstCall(): string {
  const workspaceId = session.value?.workspaceId ?? "";
  return [
    `curl ${location.origin}/v1/webhooks \\`,
    `  -H "X-API-Key: shk_…" \\`,
    `  -H "X-Workspace-Id: ${workspaceId}"`,
  ].join("\n");
}
