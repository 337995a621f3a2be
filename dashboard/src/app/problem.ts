import { known } from "#dashboard/i18n/t.ts";
import { fieldWords } from "./field-words.ts";

/** A problem document of the API (RFC 9457), as far as a person is told of it. */
type ProblemDocument = {
  readonly code: string;
  readonly detail: string;
  readonly errors: readonly { readonly path: string; readonly message: string }[];
  readonly requestId: string | null;
};

/** Why a request was not answered as it was asked. */
export class ApiProblem extends Error {
  /** 0 where there was no answer at all. */
  readonly status: number;
  readonly code: string;
  /** The server's own words, in English. */
  readonly detail: string;
  readonly requestId: string | null;
  readonly #errors: ProblemDocument["errors"];

  constructor(status: number, { code, detail, errors, requestId }: ProblemDocument) {
    super(detail);
    this.name = "ApiProblem";
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.#errors = errors;
    this.requestId = requestId;
  }

  /** What went wrong in the active language; read it while rendering. */
  get words(): string {
    return known("errors", this.code) ?? known("errors", "unexpected") ?? this.detail;
  }

  /** What is wrong with which field, by its path; read it while rendering, too. */
  get fields(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#errors.map(({ path, message }) => [path, fieldWords(message)]));
  }

  get hasFields(): boolean {
    return this.#errors.length > 0;
  }
}

/** The problem that an answer tells; answers of proxies in between may tell none. */
export function problemOf(status: number, body: unknown): ApiProblem {
  const told = isRecord(body) ? body : {};
  return new ApiProblem(status, {
    code: textIn(told, "code") ?? codeOf(status),
    detail: textIn(told, "detail") ?? textIn(told, "title") ?? `HTTP ${status}`,
    errors: Array.isArray(told["errors"]) ? told["errors"].flatMap(fieldErrorOf) : [],
    requestId: textIn(told, "requestId") ?? null,
  });
}

/** What was thrown instead of an answer: the network's fault, unless it is a problem already. */
export function problemFrom(thrown: unknown): ApiProblem {
  if (thrown instanceof ApiProblem) return thrown;
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  // What `fetch` throws where nothing answers.
  const code = thrown instanceof TypeError ? "offline" : "unexpected";
  return new ApiProblem(0, { code, detail, errors: [], requestId: null });
}

function codeOf(status: number): string {
  if (status === 401) return "unauthenticated";
  if (status === 404) return "not-found";
  if (status === 429) return "rate-limited";
  return status >= 502 && status <= 504 ? "unavailable" : "unexpected";
}

function fieldErrorOf(error: unknown): { path: string; message: string }[] {
  if (!isRecord(error)) return [];
  const [path, message] = [textIn(error, "path"), textIn(error, "message")];
  return path === undefined || message === undefined ? [] : [{ path, message }];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function textIn(record: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = record[name];
  return typeof value === "string" ? value : undefined;
}
