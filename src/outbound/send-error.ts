import { errors } from "undici";
import type { ErrorClass } from "#src/core/delivery.ts";
import { printable } from "./printable.ts";

const MAX_MESSAGE_LENGTH = 500;

/** A failure whose class is known where it arises; travels through undici to the exchange it ends. */
export class SendError extends Error {
  override readonly name = "SendError";
  readonly errorClass: ErrorClass;

  constructor(errorClass: ErrorClass, message: string, options?: ErrorOptions) {
    super(message, options);
    this.errorClass = errorClass;
  }
}

/** Codes of Node and undici. */
const CLASS_OF_CODE: Readonly<Record<string, ErrorClass>> = {
  ECONNREFUSED: "connection_refused",
  ECONNRESET: "connection_reset",
  ECONNABORTED: "connection_reset",
  EPIPE: "connection_reset",
  UND_ERR_SOCKET: "connection_reset",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "connection_reset",
  ETIMEDOUT: "connect_timeout",
  UND_ERR_CONNECT_TIMEOUT: "connect_timeout",
  EPROTO: "tls_error",
  UND_ERR_HEADERS_OVERFLOW: "invalid_response",
  EHOSTUNREACH: "network_error",
  ENETUNREACH: "network_error",
  UND_ERR_INVALID_ARG: "internal_error",
  UND_ERR_REQ_CONTENT_LENGTH_MISMATCH: "internal_error",
  UND_ERR_CLOSED: "internal_error",
  UND_ERR_DESTROYED: "internal_error",
};

/** OpenSSL's and Node's codes for handshakes and certificates, by how they begin. */
const TLS_CODE =
  /^(ERR_TLS|ERR_SSL|ERR_OSSL|CERT_|CRL_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERROR_IN_C|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH|HOSTNAME_MISMATCH)/;

const UNKNOWN_ISSUER = "the certificate's issuer is unknown or missing from the chain";

/** Where the library's own words are unclear, or give advice that is meant for the client's operator. */
const TLS_SENTENCE: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: "self-signed certificate",
  SELF_SIGNED_CERT_IN_CHAIN: "self-signed certificate in the chain",
  CERT_HAS_EXPIRED: "certificate has expired",
  CERT_NOT_YET_VALID: "certificate is not yet valid",
  CERT_REVOKED: "certificate has been revoked",
  ERR_TLS_CERT_ALTNAME_INVALID: "the certificate is for another host name",
  HOSTNAME_MISMATCH: "the certificate is for another host name",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_ISSUER,
  UNABLE_TO_GET_ISSUER_CERT: UNKNOWN_ISSUER,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_ISSUER,
};

/** OpenSSL's one-line form, thread:error:code:library:function:reason:file:line; the sixth field is for people. */
const OPENSSL_LINE = /error:[0-9A-F]+:[^:]*:[^:]*:([^:]+)/i;

/** `hasHead`: the status and headers of the response had come. */
export function classify(error: Error, hasHead: boolean): ErrorClass {
  if (error instanceof SendError) return error.errorClass;
  if (isBadFraming(error, hasHead)) return "invalid_response";
  const code = codeOf(error);
  if (TLS_CODE.test(code)) return "tls_error";
  return CLASS_OF_CODE[code] ?? "network_error";
}

function isBadFraming(error: Error, hasHead: boolean): boolean {
  if (error instanceof errors.HTTPParserError) return true;
  // undici gives one error for two things: contradictory framing headers, and a body that was cut off.
  if (error instanceof errors.ResponseContentLengthMismatchError) return !hasHead;
  // An unasked-for 100 or 101 comes as a trouble of the socket.
  return /^bad (response|upgrade)$/.test(error.message);
}

/** For tenants to read: one line, bounded. */
export function describe(error: Error): string {
  const text = oneLine(textOf(error)) || codeOf(error) || error.name;
  return text.slice(0, MAX_MESSAGE_LENGTH).toWellFormed();
}

function textOf(error: Error): string {
  if (!(error instanceof SendError) && classify(error, false) === "tls_error") {
    return `TLS: ${tlsSentence(firstOf(error) ?? error)}`;
  }
  return error.message || firstOf(error)?.message || "";
}

function tlsSentence(error: Error): string {
  const code = codeOf(error);
  if (Object.hasOwn(TLS_SENTENCE, code)) return TLS_SENTENCE[code] ?? code;
  if ("reason" in error && typeof error.reason === "string") return error.reason;
  return OPENSSL_LINE.exec(error.message)?.[1] ?? (error.message || code);
}

function oneLine(text: string): string {
  return printable(text).replace(/ +/g, " ").trim();
}

/** Connecting to several addresses fails with all their errors at once. */
function firstOf(error: Error): Error | undefined {
  return error instanceof AggregateError ? error.errors.find((e) => e instanceof Error) : undefined;
}

function codeOf(error: Error): string {
  if ("code" in error && typeof error.code === "string") return error.code;
  const first = firstOf(error);
  return first === undefined ? "" : codeOf(first);
}
