import type { Command } from "commander";
import { z } from "zod";
import { loadDevSettings } from "./dev-settings.ts";
import { type Io, UserError } from "./io.ts";
import { networkProblem } from "./network-problem.ts";

const TIMEOUT_MS = 15_000;

export type AdminOptions = {
  readonly url?: string;
  readonly adminToken?: string;
  readonly json?: true;
};

/** Sends one admin request to a running gateway and reads its answer. Throws a UserError when it is refused. */
export type AdminPost = <T>(path: string, body: object, answer: z.ZodType<T>) => Promise<T>;

export function withAdminOptions(command: Command): Command {
  return command
    .option(
      "--url <url>",
      "base URL of the running gateway (default: PUBLIC_URL, or HOST and PORT)",
    )
    .option(
      "--admin-token <token>",
      "admin token (default: ADMIN_TOKEN, or the one generated in DATA_DIR)",
    )
    .option("--json", "print JSON");
}

export function adminPost(io: Io, options: AdminOptions): AdminPost {
  return async (path, body, answer) => {
    const base = gatewayUrl(io.env, options.url);
    const token = await adminToken(io.env, options.adminToken);
    const response = await post(`${base}${path}`, token, body);
    const text = await response.text();
    if (!response.ok) throw new UserError(refusal(response.status, text));
    const parsed = answer.safeParse(jsonOrNull(text));
    if (!parsed.success) throw new UserError(`${base} does not answer like a Switchhook gateway`);
    return parsed.data;
  };
}

/** Base URL without a trailing slash. */
export function gatewayUrl(env: NodeJS.ProcessEnv, given: string | undefined): string {
  const { PUBLIC_URL } = env;
  const url = given || PUBLIC_URL || listenUrl(env);
  if (!URL.canParse(url) || !/^https?:\/\//i.test(url)) {
    throw new UserError(`not an http:// or https:// URL: ${url}`);
  }
  return url.replace(/\/+$/, "");
}

function listenUrl(env: NodeJS.ProcessEnv): string {
  const { HOST, PORT } = env;
  const host = HOST || "127.0.0.1";
  // "Any address" is one to listen on, not one to call.
  const reachable = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  return `http://${reachable.includes(":") ? `[${reachable}]` : reachable}:${PORT || 8080}`;
}

async function adminToken(env: NodeJS.ProcessEnv, given: string | undefined): Promise<string> {
  const { ADMIN_TOKEN, DATA_DIR } = env;
  const token = given || ADMIN_TOKEN;
  if (token) return token;
  const dataDir = DATA_DIR || ".switchhook";
  const settings = await loadDevSettings(dataDir);
  if (settings !== null) return settings.adminToken;
  throw new UserError(
    `no admin token: give --admin-token, set ADMIN_TOKEN, or run this where the gateway's DATA_DIR (${dataDir}) is`,
  );
}

async function post(url: string, token: string, body: object): Promise<Response> {
  try {
    return await fetch(url, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (cause) {
    const message = `cannot reach the gateway at ${url}: ${networkProblem(cause)}. Is it running?`;
    throw new UserError(message, { cause });
  }
}

const Problem = z.looseObject({
  title: z.string().optional(),
  detail: z.string().optional(),
  errors: z.array(z.looseObject({ path: z.string(), message: z.string() })).optional(),
});

function refusal(status: number, text: string): string {
  const parsed = Problem.safeParse(jsonOrNull(text));
  if (!parsed.success) return `the gateway answered ${status}`;
  const { title, detail, errors = [] } = parsed.data;
  const lines = errors.map(({ path, message }) => `\n  ${path}: ${message}`);
  // The detail repeats the errors in one line.
  const reason = (lines.length === 0 ? detail : title) ?? title ?? "no reason given";
  return `the gateway answered ${status}: ${reason}${lines.join("")}`;
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // Judged by the schema, like any other answer that is not ours.
  }
}
