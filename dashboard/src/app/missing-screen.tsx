import type { JSX } from "preact";
import { t } from "#dashboard/i18n/t.ts";
import { LinkButton } from "#dashboard/ui/button.tsx";
import { PageHeader } from "#dashboard/ui/page-header.tsx";

export function MissingScreen(): JSX.Element {
  return (
    <>
      <PageHeader title={t("nav.missingTitle")} description={t("nav.missingText")} />
      <LinkButton href="/dashboard" icon="home">
        {t("nav.missingBack")}
      </LinkButton>
    </>
  );
}
