import type { z } from "zod";
import type { CallObservation } from "#src/core/call.ts";
import type { Language } from "#src/core/catalog/texts.ts";
import type { EventDraft } from "#src/core/catalog.ts";
import type { Issue } from "#src/core/issue.ts";
import type { Publication } from "#src/core/publication.ts";
import type { Result } from "#src/core/result.ts";

/** Headers are asked for by name, in any case; several of one name are one, joined by commas. */
export type RequestHeaders = Pick<Headers, "get" | "has">;

/** One HTTP request from a provider, nothing parsed. */
export type InboundRequest = {
  readonly method: "GET" | "POST";
  /**
   * The URL as the provider called it: PUBLIC_URL followed by the raw request target (path and query
   * exactly as received). Never built from `Host`, never passed through a URL parser: SignalWire signs it.
   */
  readonly url: string;
  readonly headers: RequestHeaders;
  /** Exactly the bytes received. */
  readonly body: Uint8Array;
  readonly receivedAt: Date;
};

/** Why a callback is refused. `no-key`: the connection has no secret configured. */
export type RejectionReason = "missing-signature" | "bad-signature" | "stale-timestamp" | "no-key";

/**
 * What a callback says: either a ready event (a message, a tool call, a recording), or something
 * observed about a call, from which core/call.ts derives the lifecycle events exactly once.
 */
export type Fact =
  | { readonly kind: "event"; readonly event: EventDraft }
  | { readonly kind: "call"; readonly observation: CallObservation }
  | { readonly kind: "media"; readonly media: MediaDraft };

/** A recording that travelled inside the callback, to be stored once and served at a link. */
export type MediaDraft = {
  readonly kind: "recording";
  /** Names the recording itself, so that it is stored once however often it is sent. */
  readonly key: string;
  readonly callId: string | null;
  readonly conversationId: string | null;
  readonly contentType: string;
  /** Decodes on demand: nothing is copied before it is wanted. */
  readonly bytes: () => Uint8Array;
  /** As in EventDraft. */
  readonly references: readonly string[];
  readonly agentId: string | null;
};

export type Normalized = {
  /** The provider's own word for this kind of callback (`post_call_transcription`, `call.ringing`…), for history. */
  readonly type: string;
  /** Empty for callbacks that are kept and acknowledged but mean nothing to tenants. */
  readonly facts: readonly Fact[];
};

/** What became of a callback. `type`: Normalized.type, null for one that could not be read. */
export type Outcome = { readonly duplicate: boolean; readonly type: string | null };

export type Reply = {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
};

/** One configured inbound connection. Pure: bytes in, values out. */
export type Receiver = {
  /** `now` decides about timestamps where the provider signs time. */
  verify(request: InboundRequest, now: Date): Result<void, RejectionReason>;
  /** Unknown fields, values and types are normal and yield no facts; `malformed` is for bytes that cannot be read at all. */
  normalize(request: InboundRequest): Result<Normalized, "malformed">;
  /** The HTTP answer, asked for only after the callback is committed. */
  acknowledge(outcome: Outcome): Reply;
};

/** What a request presents to be believed, for whoever has to find out why it was not. Nothing of it is secret. */
export type SignatureEvidence = {
  /** The header that holds it, in lower case. */
  readonly header: string;
  /** How it is signed; null where the header holds nothing of a known form. */
  readonly scheme: string | null;
  /** When it was signed; null where the provider does not say. */
  readonly signedAt: Date | null;
  /** Is the URL part of what is signed? */
  readonly coversUrl: boolean;
};

export type AddressRanges = {
  /** CIDRs or single addresses from which the provider calls. */
  readonly cidrs: readonly string[];
  /** Host names whose addresses stand for the provider where it publishes no ranges. */
  readonly names: readonly string[];
  /** False where the provider publishes no list to rely on: then only a connection's own `sourceAddresses` are enforced. */
  readonly enforceable: boolean;
  /** Where the list comes from, and when it was read. */
  readonly source: string;
};

export type Provider = {
  readonly id: string;
  /** Schema of `{ secrets, settings }` as a connection holds them, decrypted. */
  readonly settings: z.ZodType;
  readonly ranges: AddressRanges;
  /** Largest body in bytes, decided from the first bytes received (at most 64 KiB of them). */
  bodyLimitBytes(head: Uint8Array): number;
  /**
   * Identifiers named in an unverified request (project id, agent id, phone_number_id…), to find candidate
   * connections. Never throws; bounded work; empty when there are none.
   */
  identify(request: InboundRequest): readonly string[];
  /** Null: it presents nothing. Never throws. */
  evidence(request: InboundRequest): SignatureEvidence | null;
  /** Throws a ZodError when the raw settings do not fit `settings`. */
  open(rawSettings: unknown): Receiver;
};

/** Binds the settings schema to the receiver once, so that no caller sees the settings' type. */
export function defineProvider<S extends z.ZodType>(definition: {
  readonly id: string;
  readonly settings: S;
  readonly ranges: AddressRanges;
  readonly bodyLimitBytes: (head: Uint8Array) => number;
  readonly identify: (request: InboundRequest) => readonly string[];
  readonly evidence: (request: InboundRequest) => SignatureEvidence | null;
  readonly receiver: (settings: z.output<S>) => Receiver;
}): Provider {
  const { receiver, ...rest } = definition;
  return { ...rest, open: (rawSettings) => receiver(definition.settings.parse(rawSettings)) };
}

/** The reply shown in the 11Wire document, with `duplicate` for a callback seen before. */
export function acknowledgement({ duplicate }: Pick<Outcome, "duplicate">): Reply {
  const body = {
    success: true,
    message: "Webhook received and processed",
    ...(duplicate && { duplicate }),
  };
  return { status: 200, contentType: "application/json", body: JSON.stringify(body) };
}

/**
 * A provider that asks a question with GET before it sends anything (WhatsApp's `hub.challenge`).
 * Answers null when the question is not for this connection.
 */
export type Handshaker = (query: URLSearchParams, rawSettings: unknown) => Reply | null;

/** What a signer needs of the request it signs. `url` as in InboundRequest. */
export type Signable = Pick<InboundRequest, "method" | "url" | "body"> & {
  /** Lower-case names; decides the scheme where a provider has several (`content-type`). */
  readonly headers: Readonly<Record<string, string>>;
};

/**
 * Signs a request as the provider would, for replays, the demo and tests: the headers to add. May also
 * change the URL (SignalWire's `bodySHA256` travels there).
 */
export type Signer = (
  request: Signable,
  secret: string,
  now: Date,
) => { readonly url: string; readonly headers: Readonly<Record<string, string>> };

/** The request in which something was published. */
export type PublishOrigin = {
  /** Id of the stored request: names facts to which the publisher gave no id. */
  readonly callbackId: string;
  readonly receivedAt: Date;
};

/** What a tenant's own platform publishes: already named as in the catalog, told one by one or in batches. */
export type Publisher = {
  readonly id: string;
  /** One event each, in order. Paths of issues begin at the publication, preceded by its place where `isBatch`. */
  read(
    publications: readonly Publication[],
    origin: PublishOrigin & { readonly isBatch: boolean },
  ): Result<Normalized, readonly Issue[]>;
  /** The bytes of a publish that was stored. */
  normalize(body: Uint8Array, origin: PublishOrigin): Result<Normalized, "malformed">;
};

/** A text in each of the languages. */
export type Words = Readonly<Record<Language, string>>;

/** A setting of a connection, for whoever fills in a form. */
export type SettingGuide = {
  readonly name: string;
  /** `credentials`: `{ username, password }`; `addresses`: a list of addresses and CIDRs. */
  readonly kind: "text" | "boolean" | "seconds" | "addresses" | "credentials";
  /** Shown masked once it is set. */
  readonly isSecret: boolean;
  readonly title: Words;
  readonly description: Words;
};

/** How an account at a provider is connected, for people. */
export type ProviderGuide = {
  readonly id: string;
  readonly name: string;
  /** The provider's own page about it. */
  readonly documentation: string;
  /** What the connection's secret is, and where it is found. */
  readonly secret: { readonly title: Words; readonly description: Words };
  /** Which identifiers callbacks name. */
  readonly identifiers: Words;
  /** Does it ask with GET, and for a token of ours, before it sends? */
  readonly needsVerifyToken: boolean;
  /** Some of what it sends bears no signature: then a user name and a password stand in. */
  readonly hasUnsignedKinds: boolean;
  readonly settings: readonly SettingGuide[];
  /** Where the callback URL is entered, step by step. */
  readonly steps: readonly Words[];
};
