import type { Command } from "commander";
import { type Fixture, readFixtures } from "./fixtures.ts";
import { type Io, shortened, table, UserError, writeJson } from "./io.ts";
import { type Answer, sendFixture, type Target } from "./send-fixture.ts";

const ANSWER_WIDTH = 70;

type Options = {
  readonly to: string;
  readonly secret?: string;
  readonly connection?: string;
  readonly provider?: string;
  readonly publicUrl?: string;
  readonly json?: true;
};

export function addReplay(parent: Command, io: Io): void {
  parent
    .command("replay")
    .description("send recorded callbacks, freshly signed as their provider would")
    .argument("<fixture...>", "fixture folders, or folders of them")
    .requiredOption("--to <url>", "base URL of the gateway, or a whole callback URL")
    .option("--secret <secret>", "secret to sign with (default: each fixture's own)")
    .option("--connection <id>", "connection to send to (default: found by identifiers)")
    .option("--provider <provider>", "whose callbacks they are (default: the folder's name)")
    .option("--public-url <url>", "PUBLIC_URL of the gateway, where it differs from --to")
    .option("--json", "print one JSON object a line")
    .action((paths: string[], options: Options) => replay(io, paths, options));
}

async function replay(io: Io, paths: readonly string[], options: Options): Promise<void> {
  const target = targetFrom(options);
  const fixtures = await readFixtures(paths, options.provider ?? null);
  const answers: (readonly [Fixture, Answer])[] = [];
  for (const fixture of fixtures) {
    const answer = await sendFixture(fixture, target, new Date());
    answers.push([fixture, answer]);
    if (options.json)
      writeJson(io, { fixture: fixture.name, provider: fixture.provider, ...answer });
  }
  if (!options.json) io.out(answerTable(answers));
  const refused = answers.filter(([, answer]) => !isAccepted(answer)).length;
  if (refused > 0)
    throw new UserError(`${refused} of ${answers.length} callbacks were not accepted`);
  if (!options.json) io.out(`${answers.length} callbacks, all accepted\n`);
}

export function isAccepted({ status }: Answer): boolean {
  return status !== null && status >= 200 && status < 300;
}

function targetFrom({ to, secret, connection, publicUrl }: Options): Target {
  for (const url of [to, publicUrl]) {
    if (url !== undefined && !(URL.canParse(url) && /^https?:\/\//i.test(url))) {
      throw new UserError(`not an http:// or https:// URL: ${url}`);
    }
  }
  return {
    to,
    secret: secret ?? null,
    connection: connection ?? null,
    publicUrl: publicUrl ?? null,
  };
}

function answerTable(answers: readonly (readonly [Fixture, Answer])[]): string {
  return table(
    ["fixture", "status", "answer", "ms"],
    answers.map(([{ name }, { status, text, ms }]) => [
      name,
      status ?? "none",
      shortened(text, ANSWER_WIDTH),
      ms,
    ]),
  );
}
