import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { FULL, SHORT, type Sizes } from "./sizes.ts";

export type Options = {
  /** Names of scenarios; null: all. */
  readonly only: readonly string[] | null;
  readonly sizes: Sizes;
  /** Null: no profile is made. */
  readonly profileDirectory: string | null;
  /** Null: our own gateway. */
  readonly target: TargetOptions | null;
};

/** Another system under load. */
export type TargetOptions = {
  readonly url: string;
  readonly form: "signalwire" | "json";
  readonly secret: string;
  readonly template: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly sinkHost: string;
  readonly sinkPort: number;
};

const TEMPLATE =
  '{"event":"call.callStarted","callId":"{id}","direction":"outbound","from":"+12089806814","to":"+12135877632"}';

type Given = {
  readonly only?: readonly string[];
  readonly short: boolean;
  readonly cpuProf?: string | true;
  readonly target?: string;
  readonly form: TargetOptions["form"];
  readonly secret: string;
  readonly body: string;
  readonly header: Readonly<Record<string, string>>;
  readonly sinkHost: string;
  readonly sinkPort: number;
} & Partial<Sizes>;

/** Ends the process with a sentence where the arguments make no sense. */
export function readOptions(argv: readonly string[], scenarios: readonly string[]): Options {
  const command = new Command("npm run bench --")
    .description("Measures the gateway, and the machine's limits beside it. See bench/README.md.")
    .addOption(
      new Option("--only <scenarios>", `some of ${scenarios.join(",")}`).argParser(
        listOf((name) => known(name, scenarios)),
      ),
    )
    .option("--short", "tiny sizes: shows that everything works, and measures nothing", false)
    .option("--seconds <n>", `of the long measurements; half of it of the others`, positive)
    .option("--warm-up-seconds <n>", "before each measurement", positive)
    .option("--senders <n>", "of the closed load", positiveInteger)
    .option("--rates <list>", "events per second offered", listOf(positiveInteger))
    .option("--webhooks <list>", "how many to spread the load over", listOf(positiveInteger))
    .option("--backlog <n>", "deliveries that wait", positiveInteger)
    .option("--workers <list>", "how many processes deliver a backlog", listOf(positiveInteger))
    .option("--workers-backlog <n>", "deliveries that wait for them", positiveInteger)
    .option("--stored <n>", "deliveries of the past", positiveInteger)
    .option("--listed <n>", "deliveries that lists are read from", positiveInteger)
    .option("--hanging-endpoints <n>", "beside a tenant that is well", positiveInteger)
    .option("--hanging-deliveries <n>", "queued for them", positiveInteger)
    .option("--flood-deliveries <n>", "queued for one workspace", positiveInteger)
    .option("--flood-rate <n>", "events per second that go on coming to it", positiveInteger)
    .option("--fairness-rounds <n>", "alone and beside others, in turns", positiveInteger)
    .option("--quiet-rate <n>", "events per second of the tenant beside them", positiveInteger)
    .option("--cpu-prof [directory]", "profile the gateway")
    .option("--target <url>", "measure another system, which posts to the sink", url)
    .addOption(
      new Option("--form <form>", "of what the target is sent")
        .choices(["signalwire", "json"])
        .default("json"),
    )
    .option("--secret <text>", "signing key of the form signalwire", "")
    .option("--body <template>", "of the form json; {id} is the callback's id", template, TEMPLATE)
    .option("--header <name: value>", "sent along to the target; may be repeated", header, {})
    .option("--sink-host <address>", "where the sink listens for the target", "127.0.0.1")
    .option("--sink-port <port>", "where the sink listens for the target", port, 9_100);
  return optionsFrom(command.parse([...argv], { from: "user" }).opts<Given>());
}

function optionsFrom(given: Given): Options {
  const defaults = given.short ? SHORT : FULL;
  const own = Object.entries(given).filter(([name]) => Object.hasOwn(defaults, name));
  const { target, form, secret, body, header: headers, sinkHost, sinkPort, cpuProf } = given;
  return {
    only: given.only ?? null,
    sizes: { ...defaults, ...Object.fromEntries(own) },
    profileDirectory: cpuProf === true ? newDirectory() : (cpuProf ?? null),
    target:
      target === undefined
        ? null
        : { url: target, form, secret, template: body, headers, sinkHost, sinkPort },
  };
}

/** Stays when the bench is over. */
function newDirectory(): string {
  return join(tmpdir(), `switchhook-profiles-${process.pid}`);
}

function listOf<T>(parse: (text: string) => T): (text: string) => readonly T[] {
  return (text) => text.split(",").map((part) => parse(part.trim()));
}

function known(name: string, names: readonly string[]): string {
  if (names.includes(name)) return name;
  throw new InvalidArgumentError(`There is no ${name}; there are ${names.join(", ")}.`);
}

function positive(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError("It must be a number above 0.");
}

function positiveInteger(text: string): number {
  if (Number.isInteger(positive(text))) return Number(text);
  throw new InvalidArgumentError("It must be a whole number above 0.");
}

function port(text: string): number {
  const value = positiveInteger(text);
  if (value <= 65_535) return value;
  throw new InvalidArgumentError("It must be a port.");
}

function url(text: string): string {
  if (URL.canParse(text) && /^https?:/.test(text)) return text;
  throw new InvalidArgumentError("It must be an http:// or https:// URL.");
}

function template(text: string): string {
  if (text.includes("{id}")) return text;
  throw new InvalidArgumentError("It must hold {id}, by which the sink knows what it gets.");
}

function header(
  text: string,
  others: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const [, name, value] = /^([^:\s]+):\s*(.*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw new InvalidArgumentError("It must be a name, a colon and a value.");
  }
  return { ...others, [name.toLowerCase()]: value };
}
