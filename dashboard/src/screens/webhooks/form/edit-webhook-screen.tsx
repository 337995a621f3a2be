import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { answer, api } from "#dashboard/app/client.ts";
import { useMutation } from "#dashboard/app/mutation.ts";
import { useParams } from "#dashboard/app/navigate.ts";
import type { ApiProblem } from "#dashboard/app/problem.ts";
import { useQuery } from "#dashboard/app/query.ts";
import { t } from "#dashboard/i18n/t.ts";
import { nameOf } from "#dashboard/shared/webhook-name-of.ts";
import { PageHeader } from "#dashboard/ui/page-header.tsx";
import { QueryView, Skeleton } from "#dashboard/ui/states.tsx";
import { toast } from "#dashboard/ui/toasts.ts";
import { Conflict } from "./conflict.tsx";
import { changesBetween, merged } from "./draft.ts";
import { useLeaveGuard } from "./leave-guard.tsx";
import { type Edited, loadWebhook } from "./load-webhook.ts";
import { problemIn } from "./problems.ts";
import { WebhookForm } from "./webhook-form.tsx";

export function EditWebhookScreen(): JSX.Element {
  const { id } = useParams("id");
  // Once: what is being edited must not change under one's hands. Saving finds out about others.
  const [start, setStart] = useState<Edited>();
  const query = useQuery(start === undefined ? `webhook-edit/${id}` : null, async (signal) => {
    const loaded = await loadWebhook(id, signal);
    setStart(loaded);
    return loaded;
  });
  if (start !== undefined) return <EditForm key={id} start={start} />;
  return (
    <>
      <PageHeader
        title={t("webhookForm.editTitle")}
        back={{ href: `/dashboard/webhooks/${id}`, label: t("common.webhook") }}
      />
      <QueryView query={query} skeleton={<Skeleton lines={12} />}>
        {() => null}
      </QueryView>
    </>
  );
}

type Then = "show" | "test";

function EditForm({ start }: { readonly start: Edited }): JSX.Element {
  const [base, setBase] = useState(start);
  const [draft, setDraft] = useState(start.draft);
  const [theirs, setTheirs] = useState<Edited | null>(null);
  const [wrong, setWrong] = useState<ApiProblem>();
  const { id } = start.webhook;
  const changes = changesBetween(base.draft, draft);
  const isDirty = Object.keys(changes).length > 0;
  const guard = useLeaveGuard(isDirty);
  const save = useMutation(
    async (_: Then) => {
      const params = {
        path: { webhookId: id },
        header: base.etag === null ? {} : { "if-match": base.etag },
      };
      return answer(api.PATCH("/v1/webhooks/{webhookId}", { params, body: changes }));
    },
    {
      invalidates: ["webhooks", "webhook", "stats"],
      success: (saved) => t("webhookForm.saved", { name: nameOf(saved) }),
      quiet: true,
    },
  );

  async function onSave(then: Then) {
    const found = problemIn(draft);
    setWrong(found);
    if (found !== undefined) return;
    const saved = isDirty ? await save.run(then) : base.webhook;
    const page = `/dashboard/webhooks/${id}`;
    if (saved !== undefined) guard.leaveTo(then === "test" ? `${page}/test` : page);
  }

  // Found out when saving: what they made of it is asked for once.
  const isConflict = save.error?.status === 412;
  useQuery(isConflict ? `webhook-edit/${id}/theirs` : null, async (signal) => {
    const loaded = await loadWebhook(id, signal);
    setTheirs(loaded);
    return loaded;
  });

  function takeOver(state: Edited, next: Edited["draft"]) {
    setBase(state);
    setDraft(next);
    setTheirs(null);
    save.reset();
    toast.info(t("webhookForm.conflictDone"));
  }

  const name = nameOf(base.webhook);
  const page = `/dashboard/webhooks/${id}`;
  return (
    <>
      <PageHeader
        title={t("webhookForm.editTitle")}
        description={name}
        documentTitle={`${t("webhookForm.editTitle")}: ${name}`}
        back={{ href: page, label: name }}
      />
      <WebhookForm
        draft={draft}
        set={(change) => setDraft((last) => ({ ...last, ...change }))}
        problem={wrong ?? (isConflict ? undefined : save.error)}
        isNew={false}
        isSaving={save.isRunning}
        onSave={(then) => void onSave(then)}
        cancelHref={page}
      >
        {isConflict && theirs !== null && (
          <Conflict
            base={base.draft}
            theirs={theirs.draft}
            onMerge={() =>
              takeOver(theirs, merged({ base: base.draft, draft, theirs: theirs.draft }))
            }
            onTakeTheirs={() => takeOver(theirs, theirs.draft)}
          />
        )}
      </WebhookForm>
      {guard.dialog}
    </>
  );
}
