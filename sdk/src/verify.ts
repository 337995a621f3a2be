/** The formats in which Switchhook delivers. */
export type Dialect =
  | "agents-studio"
  | "subverse"
  | "talkover"
  | "11wire"
  | "standard"
  | "cloudevents";

type Fields = { readonly [field: string]: unknown };

/** What every body of a dialect has. Fields may be added: let those pass that you do not know. */
export type Payload = {
  /** `call.status.updated`, `call.completed` and `call.error` come as `{id, type, created_at, data}`. */
  "agents-studio":
    | (Fields & {
        readonly event: string;
        readonly timestamp: string;
        readonly workspaceId: string;
      })
    | {
        readonly id: string;
        readonly type: string;
        readonly created_at: string;
        readonly data: Fields;
      };
  subverse: { readonly eventType: string; readonly createdAt: string; readonly data: Fields };
  talkover: {
    readonly event: string;
    readonly timestamp: string;
    readonly agent_id: string | null;
    readonly data: Fields;
  };
  "11wire": Fields;
  standard: { readonly type: string; readonly timestamp: string; readonly data: Fields };
  cloudevents: Fields & {
    readonly specversion: string;
    readonly id: string;
    readonly source: string;
    readonly type: string;
    readonly data: Fields;
  };
};

export type Delivery<D extends Dialect> = {
  readonly dialect: D;
  /** As received, before anything parsed it: signatures are made over the bytes. */
  readonly body: string | Uint8Array;
  /** A `Headers` object, or the plain object of Node's `request.headers`. */
  readonly headers: Headers | { readonly [name: string]: string | readonly string[] | undefined };
  /** The webhook's secret as it was shown, `whsec_` included. Several during a rotation. */
  readonly secret?: string | readonly string[];
  /** `whpk_…`, to check the Ed25519 signature instead of the secret's. */
  readonly publicKey?: string;
  /** How far the time of the attempt may be from now, both ways: 5 minutes unless told. */
  readonly toleranceSeconds?: number;
  readonly now?: Date;
};

export type VerificationFailure =
  | "missing-header"
  | "bad-signature"
  | "stale-timestamp"
  | "not-json"
  | "no-key";

/** The request is not to be trusted: answer 401 and do nothing. */
export class WebhookVerificationError extends Error {
  readonly reason: VerificationFailure;

  constructor(reason: VerificationFailure, message: string) {
    super(message);
    this.name = "WebhookVerificationError";
    this.reason = reason;
  }
}

type Material = {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly secrets: readonly string[];
  readonly publicKey: string | null;
  readonly header: (name: string) => string;
};
/** Resolves to the time that was signed; null where a dialect signs none. */
type Verify = (material: Material) => Promise<Date | null>;

const VERIFY: { readonly [D in Dialect]: Verify } = {
  "agents-studio": agentsStudio,
  subverse: standardWebhooks,
  talkover,
  "11wire": elevenWire,
  standard: standardWebhooks,
  cloudevents: standardWebhooks,
};

const DEFAULT_TOLERANCE_SECONDS = 300;

/**
 * Checks a delivery by its dialect's own headers (or, with a public key, by its Ed25519 signature) and returns the
 * payload. Throws a WebhookVerificationError.
 */
export async function verifyWebhook<D extends Dialect>(delivery: Delivery<D>): Promise<Payload[D]> {
  const secrets = [delivery.secret ?? []].flat().filter((secret) => secret !== "");
  const publicKey = delivery.publicKey ?? null;
  if (secrets.length === 0 && publicKey === null) {
    throw new WebhookVerificationError("no-key", "Give the webhook's secret, or its public key.");
  }
  const body = bytesOf(delivery.body);
  const verify = publicKey === null ? VERIFY[delivery.dialect] : standardWebhooks;
  const header = (name: string) => readHeader(delivery.headers, name);
  const signedAt = await verify({ body, secrets, publicKey, header });
  if (signedAt !== null) checkAge(signedAt, delivery);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body)) as Payload[D];
  } catch (cause) {
    const error = new WebhookVerificationError("not-json", "The body is not JSON.");
    error.cause = cause;
    throw error;
  }
}

function checkAge(signedAt: Date, { now = new Date(), toleranceSeconds }: Delivery<Dialect>): void {
  const toleranceMs = (toleranceSeconds ?? DEFAULT_TOLERANCE_SECONDS) * 1000;
  const ageMs = Math.abs(now.getTime() - signedAt.getTime());
  if (ageMs <= toleranceMs) return;
  throw new WebhookVerificationError("stale-timestamp", "The signed time is too far from now.");
}

/** `id.timestamp.body`; a list of signatures, of which one must fit. */
async function standardWebhooks({ body, secrets, publicKey, header }: Material): Promise<Date> {
  const timestamp = header("webhook-timestamp");
  const at = unixTime(timestamp);
  const signed = joined(`${header("webhook-id")}.${timestamp}.`, body);
  const signatures = header("webhook-signature").split(" ");
  const version = publicKey === null ? "v1," : "v1a,";
  const wanted = signatures.filter((one) => one.startsWith(version));
  for (const signature of wanted) {
    const given = fromBase64(signature.slice(version.length));
    if (given === null) continue;
    if (publicKey !== null && (await isSignedBy(publicKey, given, signed))) return at;
    if (publicKey === null && (await fits(secrets.map(standardKey), "SHA-256", given, signed))) {
      return at;
    }
  }
  throw badSignature();
}

/** `x-signature`: base64 of the HMAC of `timestamp.body`. */
async function agentsStudio({ body, secrets, header }: Material): Promise<Date> {
  const timestamp = header("x-timestamp");
  const at = new Date(timestamp);
  const given = fromBase64(header("x-signature"));
  const signed = joined(`${timestamp}.`, body);
  if (given === null || Number.isNaN(at.getTime())) throw badSignature();
  if (!(await fits(secrets.map(textKey), "SHA-256", given, signed))) throw badSignature();
  return at;
}

/** `X-Webhook-Signature: sha256=HEX` of the body alone. */
async function talkover({ body, secrets, header }: Material): Promise<null> {
  const given = fromHex(header("x-webhook-signature"));
  if (given === null || !(await fits(secrets.map(textKey), "SHA-256", given, body))) {
    throw badSignature();
  }
  return null;
}

/** `X-Webhook-Signature: sha256=HEX` of `timestamp.body`. */
async function elevenWire({ body, secrets, header }: Material): Promise<Date> {
  const timestamp = header("x-webhook-timestamp");
  const at = unixTime(timestamp);
  const given = fromHex(header("x-webhook-signature"));
  const signed = joined(`${timestamp}.`, body);
  if (given === null || !(await fits(secrets.map(textKey), "SHA-256", given, signed))) {
    throw badSignature();
  }
  return at;
}

function badSignature(): WebhookVerificationError {
  return new WebhookVerificationError("bad-signature", "The signature does not fit the body.");
}

type Bytes = Uint8Array<ArrayBuffer>;

/** Compares in constant time: that is what `verify` does. */
async function fits(
  keys: readonly Bytes[],
  hash: "SHA-256",
  given: Bytes,
  signed: Bytes,
): Promise<boolean> {
  for (const bytes of keys) {
    const algorithm = { name: "HMAC", hash };
    const key = await crypto.subtle.importKey("raw", bytes, algorithm, false, ["verify"]);
    if (await crypto.subtle.verify("HMAC", key, given, signed)) return true;
  }
  return false;
}

async function isSignedBy(publicKey: string, given: Bytes, signed: Bytes): Promise<boolean> {
  const raw = fromBase64(publicKey.replace(/^whpk_/, ""));
  if (raw === null || raw.length !== 32) {
    throw new WebhookVerificationError(
      "no-key",
      "The public key must be whpk_ and base64 of 32 bytes.",
    );
  }
  const key = await crypto.subtle.importKey("raw", raw, "Ed25519", false, ["verify"]);
  return crypto.subtle.verify("Ed25519", key, given, signed);
}

function textKey(secret: string): Bytes {
  return new TextEncoder().encode(secret);
}

/** What the base64 after `whsec_` stands for; any other secret as its UTF-8 bytes. */
function standardKey(secret: string): Bytes {
  const decoded = secret.startsWith("whsec_") ? fromBase64(secret.slice("whsec_".length)) : null;
  return decoded === null || decoded.length === 0 ? textKey(secret) : decoded;
}

function unixTime(text: string): Date {
  if (!/^\d{1,12}$/.test(text)) throw badSignature();
  return new Date(Number(text) * 1000);
}

function joined(prefix: string, body: Bytes): Bytes {
  const head = new TextEncoder().encode(prefix);
  const all = new Uint8Array(head.length + body.length);
  all.set(head);
  all.set(body, head.length);
  return all;
}

function bytesOf(body: string | Uint8Array): Bytes {
  return typeof body === "string" ? new TextEncoder().encode(body) : new Uint8Array(body);
}

function fromBase64(text: string): Bytes | null {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) return null;
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

function fromHex(header: string): Bytes | null {
  const [, hex] = /^sha256=((?:[0-9a-f]{2})+)$/i.exec(header) ?? [];
  if (hex === undefined) return null;
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function readHeader(headers: Delivery<Dialect>["headers"], name: string): string {
  const value =
    headers instanceof Headers
      ? headers.get(name)
      : Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  const text = Array.isArray(value) ? value[0] : value;
  if (typeof text === "string" && text !== "") return text;
  throw new WebhookVerificationError("missing-header", `The request has no ${name}.`);
}
