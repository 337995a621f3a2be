import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hmacHex, sha256Hex } from "#src/security/hmac.ts";
import { runCommand } from "../support/run-command.ts";

const BODY = '{"object":"whatsapp_business_account"}';
const URL_ = "https://hooks.example.com/api/webhooks/whatsapp";
const WHATSAPP = ["--provider", "whatsapp", "--secret", "s3cret", "--url", URL_];

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "switchhook-sign-"));
  await writeFile(join(folder, "body.raw"), BODY);
});
afterAll(() => rm(folder, { recursive: true }));

describe("sign", () => {
  it("prints the headers for a file", async () => {
    const { exitCode, out } = await runCommand(["sign", join(folder, "body.raw"), ...WHATSAPP]);
    const digest = hmacHex("sha256", "s3cret", BODY);
    expect({ exitCode, out }).toEqual({
      exitCode: 0,
      out: `x-hub-signature-256: sha256=${digest}\n`,
    });
  });

  it("reads the standard input for -", async () => {
    const file = await runCommand(["sign", join(folder, "body.raw"), ...WHATSAPP]);
    const piped = await runCommand(["sign", "-", ...WHATSAPP], { stdin: BODY });
    expect(piped).toEqual(file);
  });

  it("signs with the present time where the provider signs time", async () => {
    const argv = ["sign", "-", "--provider", "elevenlabs", "--secret", "s", "--url", URL_];
    const before = Math.floor(Date.now() / 1000);
    const { out } = await runCommand(argv, { stdin: BODY });
    const [, time, digest] = /^elevenlabs-signature: t=(\d+),v0=([0-9a-f]{64})\n$/.exec(out) ?? [];
    expect(Number(time)).toBeGreaterThanOrEqual(before);
    expect(Number(time)).toBeLessThanOrEqual(Math.floor(Date.now() / 1000));
    expect(digest).toBe(hmacHex("sha256", "s", `${time}.${BODY}`));
  });

  it("prints the URL first when signing changes it", async () => {
    const url = "https://hooks.example.com/api/webhooks/signalwire?bodySHA256=";
    const { out } = await runCommand(
      [...["sign", "-", "--provider", "signalwire", "--secret", "s", "--url", url]],
      { stdin: BODY },
    );
    const [first, second] = out.split("\n");
    expect(first).toBe(`${url}${sha256Hex(BODY)}`);
    expect(second).toMatch(/^x-signalwire-signature: /);
  });

  it("lets a header decide the scheme", async () => {
    const argv = ["sign", "-", "--provider", "signalwire", "--secret", "s", "--url", URL_];
    const form = ["--header", "Content-Type: application/x-www-form-urlencoded"];
    const json = ["--header", "Content-Type: application/json"];
    const asForm = await runCommand([...argv, ...form], { stdin: "a=1" });
    const asJson = await runCommand([...argv, ...json], { stdin: "{}" });
    expect(asForm.out).toMatch(/^x-signalwire-signature: [A-Za-z0-9+/]{27}=\n$/);
    expect(asJson.out).toMatch(
      /^x-signalwire-signature: [0-9a-f]{40}\nx-signalwire-sha256-signature: /,
    );
  });

  it("prints JSON with --json", async () => {
    const { out } = await runCommand(["sign", "-", ...WHATSAPP, "--json"], { stdin: BODY });
    expect(JSON.parse(out)).toEqual({
      url: URL_,
      headers: { "x-hub-signature-256": `sha256=${hmacHex("sha256", "s3cret", BODY)}` },
    });
  });

  it.each([
    ["an unknown provider", ["-", "--provider", "acme"], /unknown provider acme.*whatsapp/],
    ["a header without a name", ["-", "--header", ": x"], /not a header/],
    ["another method", ["-", "--method", "PUT"], /GET or POST/],
    ["a file that is not there", ["no-such-file"], /cannot read no-such-file/],
  ])("refuses %s", async (_case, extra, message) => {
    const { exitCode, out, err } = await runCommand(["sign", ...WHATSAPP, ...extra]);
    expect({ exitCode, out }).toEqual({ exitCode: 1, out: "" });
    expect(err).toMatch(message);
  });
});
