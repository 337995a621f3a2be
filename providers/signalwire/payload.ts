import { fail, ok, type Result } from "#src/core/result.ts";
import type { InboundRequest } from "#src/provider.ts";
import { type FormParameters, firstValues, parseParameters } from "./form-parameters.ts";
import { queryOf } from "./public-url.ts";

export type FormFields = ReadonlyMap<string, string>;
export type JsonObject = Readonly<Record<string, unknown>>;

export type Payload =
  | { readonly format: "form"; readonly fields: FormFields }
  | { readonly format: "json"; readonly value: JsonObject };

type Message = Pick<InboundRequest, "method" | "body"> & { readonly contentType: string | null };

const OPEN_BRACE = 0x7b;
const OPEN_BRACKET = 0x5b;
const MAX_DEPTH = 64;

/** What the body claims to be; where it claims nothing known, what it looks like. A GET carries its form in the URL. */
export function bodyFormat({ method, body, contentType }: Message): Payload["format"] {
  if (method === "GET") return "form";
  const mediaType = (contentType ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (mediaType === "application/x-www-form-urlencoded") return "form";
  if (mediaType === "application/json" || mediaType.endsWith("+json")) return "json";
  const first = body.find((byte) => byte > 0x20);
  return first === OPEN_BRACE || first === OPEN_BRACKET ? "json" : "form";
}

export function formatOf(request: InboundRequest): Payload["format"] {
  const { method, body, headers } = request;
  return bodyFormat({ method, body, contentType: headers.get("content-type") });
}

/** A request is asked for its parameters by whoever identifies, verifies and normalises it. */
const known = new WeakMap<InboundRequest, FormParameters>();

/** Parameters of a form callback: those of the body, or of the URL where it is a GET. */
export function formParameters(request: InboundRequest): FormParameters {
  const before = known.get(request);
  if (before !== undefined) return before;
  const { method, url, body } = request;
  const parameters = parseParameters(method === "GET" ? queryOf(url) : body);
  known.set(request, parameters);
  return parameters;
}

/** A form always reads; JSON that is no object reads as an empty one. */
export function readPayload(request: InboundRequest): Result<Payload, "malformed"> {
  if (formatOf(request) === "form") {
    return ok({ format: "form", fields: firstValues(formParameters(request)) });
  }
  const parsed = parseJson(request.body);
  if (!parsed.ok) return parsed;
  return ok({ format: "json", value: asObject(parsed.value) ?? {} });
}

export function asObject(value: unknown): JsonObject | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  return value as JsonObject;
}

function parseJson(body: Uint8Array): Result<unknown, "malformed"> {
  if (body.length === 0) return fail("malformed", "the body is empty");
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body));
    // What is read here is written again later, and writing recurses.
    return isDeeperThan(value, MAX_DEPTH)
      ? fail("malformed", `JSON nested more than ${MAX_DEPTH} levels deep`)
      : ok(value);
  } catch (error) {
    return fail("malformed", `the body is not JSON: ${reasonOf(error)}`);
  }
}

/** V8 quotes the text around the mistake; only the kind of mistake and its place are kept. */
function reasonOf(error: unknown): string {
  const position = error instanceof Error ? /position \d+/.exec(error.message)?.[0] : null;
  return position ?? "it ends too early or holds a stray character";
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  return Object.values(value).some((inner) => isDeeperThan(inner, levels - 1));
}
