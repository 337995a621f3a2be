import type { MessageStatusData } from "#src/core/catalog/whatsapp-events.ts";
import type { Fact } from "#src/provider.ts";
import { about, type ChangeContext, e164, type Identity, instant } from "./facts.ts";
import { readable, type Status, StatusError } from "./schema.ts";

/** An event of a message's life and the word for it in dedupe keys. */
const SENT = { type: "whatsapp.messageSent", state: "sent" } as const;
const DELIVERED = { type: "whatsapp.messageDelivered", state: "delivered" } as const;
const READ = { type: "whatsapp.messageRead", state: "read" } as const;
const FAILED = { type: "whatsapp.messageFailed", state: "failed" } as const;
type Step = typeof SENT | typeof DELIVERED | typeof READ | typeof FAILED;

/**
 * Meta may leave out `delivered` when a message is read at once, so that reading and playing imply it. The
 * dedupe key is that of a real `delivered`: whichever comes first is stored, once.
 */
const STEPS = {
  sent: { implied: null, own: SENT },
  delivered: { implied: null, own: DELIVERED },
  read: { implied: DELIVERED, own: READ },
  played: { implied: DELIVERED, own: READ },
  failed: { implied: null, own: FAILED },
} as const satisfies Record<Status["status"], { implied: Step | null; own: Step }>;

/** What became of messages that the business sent. */
export function messageStatuses(
  statuses: readonly Status[],
  where: { readonly identity: Identity; readonly context: ChangeContext },
): readonly Fact[] {
  return statuses.flatMap((status) => {
    const { implied, own } = STEPS[status.status];
    const data = statusData(status, where.identity);
    const told = [fact(own, status, { ...where, data })];
    if (implied === null) return told;
    const impliedData = { ...data, status: implied.state };
    return [fact(implied, status, { ...where, data: impliedData }), ...told];
  });
}

type Told = {
  readonly identity: Identity;
  readonly context: ChangeContext;
  readonly data: MessageStatusData;
};

function fact(step: Step, status: Status, { identity, context, data }: Told): Fact {
  const event = {
    type: step.type,
    occurredAt: instant(status.timestamp, context.receivedAt),
    dedupeKey: ["whatsapp:status", status.id, step.state, ...participant(status)].join(":"),
    ...about(identity),
    data,
  };
  return { kind: "event", event };
}

/** In a group every participant has statuses of their own for the same message. */
function participant(status: Status): readonly string[] {
  const id = status.recipient_participant_id;
  return id === null ? [] : [id];
}

function statusData(status: Status, identity: Identity): MessageStatusData {
  const recipient = status.recipient_participant_id ?? status.recipient_id;
  const [error] = readable(StatusError, status.errors);
  return {
    messageId: status.id,
    ...identity,
    status: status.status,
    recipientId: recipient === null ? null : e164(recipient),
    recipientUserId: status.recipient_user_id,
    error: error === undefined ? null : messageError(error),
    pricing: status.pricing,
    callbackData: status.biz_opaque_callback_data,
    conversationId: null,
    metadata: metadataOf(status),
  };
}

/** The group that a participant's status belongs to, and who the recipient's user id belongs to. */
function metadataOf(status: Status): MessageStatusData["metadata"] {
  const isInGroup = status.recipient_type === "group" && status.recipient_id !== null;
  const parentUserId = status.recipient_parent_user_id;
  return {
    ...(isInGroup && { groupId: status.recipient_id }),
    ...(parentUserId !== null && { recipientParentUserId: parentUserId }),
  };
}

function messageError({
  error_data,
  ...error
}: ReturnType<typeof StatusError.parse>): MessageStatusData["error"] {
  return { ...error, details: error_data.details };
}
