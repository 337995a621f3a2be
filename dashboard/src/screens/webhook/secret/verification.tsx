import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { useQuery } from "#dashboard/app/query.ts";
import { t } from "#dashboard/i18n/t.ts";
import { Segmented } from "#dashboard/ui/choice.tsx";
import { Code } from "#dashboard/ui/code.tsx";
import { Card, Row, Stack } from "#dashboard/ui/layout.tsx";
import { QueryView, Skeleton } from "#dashboard/ui/states.tsx";
import type { Webhook } from "#sdk/schema.ts";
import { LANGUAGES, loadSnippets, type Scheme, schemesOf } from "./snippets.ts";

/** How receivers make sure that a delivery comes from here. */
export function Verification({ webhook }: { readonly webhook: Webhook }): JSX.Element {
  const schemes = schemesOf(webhook);
  const [chosen, setScheme] = useState<Scheme>();
  const [language, setLanguage] = useState<(typeof LANGUAGES)[number]["value"]>("node");
  const scheme = schemes.find((one) => one === chosen) ?? schemes[0] ?? "standard";
  const query = useQuery("verification-snippets", loadSnippets);
  return (
    <Card title={t("webhook.verify")} description={t("webhook.verifyText")}>
      <Stack>
        <Row gap={4}>
          <Segmented
            label={t("webhook.language")}
            value={language}
            options={LANGUAGES}
            onChange={setLanguage}
          />
          {schemes.length > 1 && (
            <Segmented
              label={t("webhook.signature")}
              value={scheme}
              options={schemes.map((value) => ({ value, label: t(`webhook.scheme_${value}`) }))}
              onChange={setScheme}
            />
          )}
        </Row>
        <p class="muted">{t(`webhook.about_${scheme}`)}</p>
        <QueryView query={query} skeleton={<Skeleton lines={14} />}>
          {(snippets) => (
            <Code
              label={LANGUAGES.find(({ value }) => value === language)?.label ?? ""}
              text={snippets[scheme][language].join("\n")}
            />
          )}
        </QueryView>
      </Stack>
    </Card>
  );
}
