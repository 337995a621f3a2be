import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { answer, api } from "#dashboard/app/client.ts";
import { useMutation } from "#dashboard/app/mutation.ts";
import type { ApiProblem } from "#dashboard/app/problem.ts";
import { useUrlState } from "#dashboard/app/url-state.ts";
import { t } from "#dashboard/i18n/t.ts";
import { DIALECTS } from "#dashboard/shared/dialects.ts";
import { nameOf } from "#dashboard/shared/webhook-name-of.ts";
import { PageHeader } from "#dashboard/ui/page-header.tsx";
import { toast } from "#dashboard/ui/toasts.ts";
import type { CreatedWebhook } from "#sdk/schema.ts";
import { bodyOf, type Draft, EMPTY } from "./draft.ts";
import { useLeaveGuard } from "./leave-guard.tsx";
import { problemIn } from "./problems.ts";
import { SecretDialog } from "./secret-dialog.tsx";
import { WebhookForm } from "./webhook-form.tsx";

const NO_DIALECT = { dialect: "" };
type Created = { readonly webhook: CreatedWebhook; readonly then: "show" | "test" };

export function NewWebhookScreen(): JSX.Element {
  const [{ dialect }] = useUrlState(NO_DIALECT);
  const [first] = useState<Draft>(() => {
    return { ...EMPTY, dialect: DIALECTS.find((one) => one === dialect) ?? EMPTY.dialect };
  });
  const [draft, setDraft] = useState(first);
  const [problem, setProblem] = useState<ApiProblem>();
  const [created, setCreated] = useState<Created | null>(null);
  const isDirty = created === null && JSON.stringify(draft) !== JSON.stringify(first);
  const guard = useLeaveGuard(isDirty);
  const create = useMutation(
    async (then: Created["then"]) => {
      const webhook = await answer(api.POST("/v1/webhooks", { body: bodyOf(draft) }));
      return { webhook, then };
    },
    {
      invalidates: ["webhooks", "stats"],
      onSuccess: (made) => (made.webhook.secret === undefined ? leave(made) : setCreated(made)),
      quiet: true,
    },
  );

  function leave({ webhook, then }: Created) {
    toast.good(t("webhookForm.created", { name: nameOf(webhook) }));
    guard.leaveTo(`/dashboard/webhooks/${webhook.id}${then === "test" ? "/test" : ""}`);
  }

  function save(then: Created["then"]) {
    const wrong = problemIn(draft);
    setProblem(wrong);
    if (wrong === undefined) void create.run(then);
  }

  return (
    <>
      <PageHeader
        title={t("webhookForm.newTitle")}
        description={t("webhookForm.newText")}
        back={{ href: "/dashboard/webhooks", label: t("webhooks.title") }}
      />
      <WebhookForm
        draft={draft}
        set={(change) => setDraft((last) => ({ ...last, ...change }))}
        problem={problem ?? create.error}
        isNew
        isSaving={create.isRunning}
        onSave={save}
        cancelHref="/dashboard/webhooks"
      />
      {created?.webhook.secret !== undefined && (
        <SecretDialog
          name={nameOf(created.webhook)}
          secret={created.webhook.secret}
          onDone={() => leave(created)}
        />
      )}
      {guard.dialog}
    </>
  );
}
