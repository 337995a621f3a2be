import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { signers } from "#src/registry.ts";
import { type Io, UserError, writeJson } from "./io.ts";

type Options = {
  readonly provider: string;
  readonly secret: string;
  readonly url: string;
  readonly header: readonly string[];
  readonly method: string;
  readonly json?: true;
};

export function addSign(parent: Command, io: Io): void {
  parent
    .command("sign")
    .description("print the headers with which a provider would sign a callback now")
    .argument("<file>", "the exact body; - reads it from the standard input")
    .requiredOption("--provider <provider>", [...signers.keys()].join(", "))
    .requiredOption("--secret <secret>", "signing key, webhook secret or app secret")
    .requiredOption("--url <url>", "callback URL, exactly as the provider calls it")
    .option("--header <header...>", 'headers that decide the scheme, as "content-type: …"', [])
    .option("--method <method>", "GET or POST", "POST")
    .option("--json", "print JSON")
    .action((file: string, options: Options) => sign(io, file, options));
}

async function sign(io: Io, file: string, options: Options): Promise<void> {
  const signer = signers.get(options.provider);
  if (signer === undefined) {
    const known = [...signers.keys()].join(", ");
    throw new UserError(`unknown provider ${options.provider}; known are ${known}`);
  }
  const method = options.method.toUpperCase();
  if (method !== "GET" && method !== "POST") throw new UserError("--method is GET or POST");
  const body = await readBody(io, file);
  const headers = Object.fromEntries(options.header.map(parseHeader));
  const signed = signer({ method, url: options.url, body, headers }, options.secret, new Date());
  if (options.json) return writeJson(io, signed);
  if (signed.url !== options.url) io.out(`${signed.url}\n`);
  for (const [name, value] of Object.entries(signed.headers)) io.out(`${name}: ${value}\n`);
}

async function readBody(io: Io, file: string): Promise<Uint8Array> {
  if (file === "-") return io.readStdin();
  return readFile(file).catch((cause: unknown) => {
    throw new UserError(`cannot read ${file}`, { cause });
  });
}

function parseHeader(text: string): readonly [string, string] {
  const colon = text.indexOf(":");
  if (colon < 1) throw new UserError(`not a header ("name: value"): ${text}`);
  return [text.slice(0, colon).trim().toLowerCase(), text.slice(colon + 1).trim()];
}
