import { z } from "zod";

const SourceAddress = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], {
  error: "expected an IP address or a CIDR",
});

const MAX_ENRICHMENT_WINDOW_SECONDS = 86_400;

const knownSettings = {
  /** What Meta sends as `hub.verify_token`; without it no handshake is answered. */
  verifyToken: z.string().min(1).optional(),
  /** How long the end of a call waits for the report about it. */
  enrichmentWindowSeconds: z.int().min(0).max(MAX_ENRICHMENT_WINDOW_SECONDS).optional(),
  mailbox: z.boolean().optional(),
  /** Addresses or CIDRs to believe in place of ranges.json. */
  sourceAddresses: z.array(SourceAddress).optional(),
  /** Refuse callbacks from other addresses, or not, whatever the gateway does by default. */
  enforceSourceIps: z.boolean().optional(),
};

/** What a connection holds: the app secrets of the Meta app, several while one is being replaced. */
export const Settings = z.strictObject(
  {
    secrets: z.array(z.string().min(1, "a secret cannot be empty")),
    settings: z
      .strictObject(knownSettings, { error: refusal(Object.keys(knownSettings)) })
      .prefault({}),
  },
  { error: refusal(["secrets", "settings"]) },
);
export type Settings = z.infer<typeof Settings>;

function refusal(known: readonly string[]) {
  return (issue: z.core.$ZodRawIssue): string | undefined =>
    issue.code === "unrecognized_keys"
      ? `unknown: ${issue.keys.join(", ")}; a whatsapp connection knows ${known.join(", ")}`
      : undefined;
}

/** Null where it is absent or something else. Absence is said to be usual: an issue that is caught is expensive. */
function orNull<Schema extends z.ZodType>(schema: Schema) {
  return schema
    .nullish()
    .transform((value) => value ?? null)
    .catch(null);
}

/**
 * An id or a number to dial, which becomes part of a database key: printable ASCII of bounded length (a btree entry ends at about
 * 2,700 bytes, and text in PostgreSQL holds no NUL). Meta's ids are base64 or digits.
 */
const Id = z.string().regex(/^[\x21-\x7e]{1,256}$/);
const OptionalId = orNull(Id);
const OptionalText = orNull(z.string());
const OptionalObject = orNull(z.looseObject({}));
/** Unread: each item is parsed on its own, so that one that cannot be understood costs only itself. */
const Items = z.array(z.unknown()).catch([]);

/** Unix seconds, which Meta sends as a string. */
const Timestamp = orNull(z.union([z.string(), z.number()]));

export const Envelope = z.object({ object: OptionalText, entry: Items });

export const Entry = z.object({ id: OptionalId, changes: Items });

export const Change = z.object({ field: z.string(), value: z.unknown() });

const DisplayedNumber = z.string().regex(/^[\x20-\x7e]{1,64}$/);

export const Metadata = z.object({
  phone_number_id: OptionalId,
  display_phone_number: DisplayedNumber.nullable().catch(null),
});

export const MessagesValue = z.object({
  metadata: Metadata.catch({ phone_number_id: null, display_phone_number: null }),
  contacts: Items,
  messages: Items,
  statuses: Items,
  calls: Items,
  errors: Items,
});
export type MessagesValue = z.infer<typeof MessagesValue>;

export const Contact = z.object({
  wa_id: OptionalId,
  user_id: OptionalId,
  profile: z.object({ name: OptionalText }).catch({ name: null }),
});
export type Contact = z.infer<typeof Contact>;

/** Everything but the identity is passed on as Meta sends it. */
export const InboundMessage = z.looseObject({
  id: Id,
  timestamp: Timestamp,
  type: z.string(),
  from: OptionalId,
  from_user_id: OptionalId,
});
export type InboundMessage = z.infer<typeof InboundMessage>;

export const StatusError = z.object({
  code: z.union([z.int(), z.string()]).nullable().catch(null),
  title: OptionalText,
  message: OptionalText,
  error_data: z.object({ details: OptionalText }).catch({ details: null }),
});

export const Status = z.object({
  id: Id,
  status: z.enum(["sent", "delivered", "read", "played", "failed"]),
  timestamp: Timestamp,
  recipient_id: OptionalId,
  recipient_user_id: OptionalId,
  recipient_parent_user_id: OptionalId,
  recipient_type: OptionalText,
  recipient_participant_id: Id.nullable().default(null),
  biz_opaque_callback_data: OptionalText,
  pricing: OptionalObject,
  errors: Items,
});
export type Status = z.infer<typeof Status>;

const MAX_CALL_SECONDS = 1e9;
const WholeSeconds = z
  .union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
  .pipe(z.int().nonnegative().max(MAX_CALL_SECONDS))
  .nullable()
  .catch(null);

/** An item of `calls[]`. */
export const Call = z.object({
  id: Id,
  event: z.string(),
  direction: OptionalText,
  from: OptionalId,
  to: OptionalId,
  from_user_id: OptionalId,
  to_user_id: OptionalId,
  timestamp: Timestamp,
  session: z.object({ sdp_type: OptionalText }).catch({ sdp_type: null }),
  /** On `terminate`. */
  status: OptionalText,
  start_time: Timestamp,
  end_time: Timestamp,
  duration: WholeSeconds,
  biz_opaque_callback_data: OptionalText,
  deeplink_payload: OptionalText,
  cta_payload: OptionalText,
  errors: Items,
});
export type Call = z.infer<typeof Call>;

/** An item of `statuses[]` that is about a call. */
export const CallStatus = z.object({
  id: Id,
  status: z.string(),
  timestamp: Timestamp,
  recipient_id: OptionalId,
  recipient_user_id: OptionalId,
  biz_opaque_callback_data: OptionalText,
});
export type CallStatus = z.infer<typeof CallStatus>;

/** The items that fit the schema, in order. */
export function readable<S extends z.ZodType>(
  schema: S,
  items: readonly unknown[],
): readonly z.output<S>[] {
  return items.flatMap((item) => {
    const read = schema.safeParse(item);
    return read.success ? [read.data] : [];
  });
}
