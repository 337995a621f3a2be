import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { answer, api } from "#dashboard/app/client.ts";
import { useQuery } from "#dashboard/app/query.ts";
import { t } from "#dashboard/i18n/t.ts";
import { Icon } from "#dashboard/ui/icon.tsx";
import { TextInput } from "#dashboard/ui/input.tsx";
import type { CheckedUrl } from "#sdk/schema.ts";
import type { PartProps } from "./parts.ts";
import { errorAt } from "./problems.ts";
import { useSettled } from "./use-settled.ts";

const PAUSE_MS = 350;

const REASONS = {
  invalid_url: "fieldError.url",
  too_long: "webhookForm.urlTooLong",
  scheme: "fieldError.https",
  credentials: "fieldError.credentials",
  fragment: "fieldError.fragment",
  port: "fieldError.port",
  private_address: "fieldError.privateAddress",
} as const satisfies Record<NonNullable<CheckedUrl["reason"]>, string>;

/** Asks the gateway whether it would deliver there, while the address is typed. */
export function UrlField({ draft, set, problem }: PartProps): JSX.Element {
  const [isLeft, setIsLeft] = useState(false);
  const url = useSettled(draft.url.trim(), PAUSE_MS);
  const check = useQuery(url === "" ? null : `check-url/${url}`, (signal) =>
    answer(api.POST("/v1/webhooks/check-url", { body: { url }, signal })),
  );
  const checked = url === draft.url.trim() ? check.data : undefined;
  const reason = checked?.reason ?? null;
  // An address that is still being typed is not wrong yet.
  const isTold = reason !== null && (reason !== "invalid_url" || isLeft);
  return (
    <div class="form-url">
      <TextInput
        label={t("webhookForm.url")}
        name="url"
        type="url"
        required
        isMono
        maxLength={2048}
        placeholder="https://your-server.com/webhook"
        value={draft.url}
        onInput={(value) => set({ url: value })}
        onBlur={() => setIsLeft(true)}
        hint={t("webhookForm.urlHint")}
        error={isTold ? t(REASONS[reason]) : errorAt(problem, "url")}
      />
      <p class="form-check" role="status" data-ok={checked?.ok}>
        {checked?.ok && (
          <>
            <Icon name="check-circle" size={14} />
            <span>{t("webhookForm.urlOk")}</span>
          </>
        )}
        {draft.url.trim() !== "" && checked === undefined && check.error === undefined && (
          <span>{t("webhookForm.urlChecking")}</span>
        )}
      </p>
    </div>
  );
}
