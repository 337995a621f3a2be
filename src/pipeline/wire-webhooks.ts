import { ok, type Result } from "#src/core/result.ts";
import { NOT_FOUND } from "./refusals.ts";
import type { ReadRefusal, Refusal, WebhookView } from "./tenant-ports.ts";
import type { TestOutcome, TestWebhook } from "./test-webhook.ts";
import type { CreatedWebhook, NewWebhookInput, WebhookInput, Webhooks } from "./webhooks.ts";
import type { NumberedRef, WireReads, WireWebhookSummary } from "./wire-ports.ts";

type Input<Whole> = Omit<Whole, "dialect">;

/** The webhooks of the 11Wire dialect, by their numbers. */
export type WireWebhooks = {
  list(workspaceId: string): Promise<readonly WireWebhookSummary[]>;
  create(
    workspaceId: string,
    input: Input<NewWebhookInput>,
  ): Promise<Result<CreatedWebhook, Refusal>>;
  get(ref: NumberedRef): Promise<Result<WebhookView, ReadRefusal>>;
  update(ref: NumberedRef, input: Input<WebhookInput>): Promise<Result<WebhookView, Refusal>>;
  remove(ref: NumberedRef): Promise<Result<void, Refusal>>;
  test(ref: NumberedRef, test: Parameters<TestWebhook>[1]): Promise<Result<TestOutcome, Refusal>>;
};

export type WireWebhookPorts = {
  readonly reads: Pick<WireReads, "webhookId" | "webhooks">;
  readonly webhooks: Webhooks;
  readonly test: TestWebhook;
};

export function createWireWebhooks({ reads, webhooks, test }: WireWebhookPorts): WireWebhooks {
  async function resolve({ workspaceId, number }: NumberedRef) {
    const webhookId = await reads.webhookId({ workspaceId, number });
    return webhookId === null ? NOT_FOUND : ok({ workspaceId, webhookId });
  }

  return {
    list: (workspaceId) => reads.webhooks(workspaceId),
    create: (workspaceId, input) => webhooks.create(workspaceId, { ...input, dialect: "11wire" }),
    async get(ref) {
      const found = await resolve(ref);
      return found.ok ? webhooks.get(found.value) : found;
    },
    async update(ref, input) {
      const found = await resolve(ref);
      return found.ok ? webhooks.update(found.value, input) : found;
    },
    async remove(ref) {
      const found = await resolve(ref);
      return found.ok ? webhooks.remove(found.value) : found;
    },
    async test(ref, asked) {
      const found = await resolve(ref);
      return found.ok ? test(found.value, asked) : found;
    },
  };
}
