import type { JSX } from "preact";
import { rich, t } from "#dashboard/i18n/t.ts";
import { InlineCode } from "#dashboard/ui/code.tsx";
import { PageHeader } from "#dashboard/ui/page-header.tsx";

export function NoScopeScreen({ scope }: { readonly scope: string }): JSX.Element {
  return (
    <PageHeader
      title={t("nav.noScopeTitle")}
      description={rich("nav.noScopeText", { scope: <InlineCode>{scope}</InlineCode> })}
    />
  );
}
