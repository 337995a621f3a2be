import { spawn } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openMedia } from "#src/composition/media.ts";
import { openStorage } from "#src/composition/storage.ts";
import { readConfig } from "#src/config.ts";
import { createLinkSigner, type LinkClaim } from "#src/security/signed-links.ts";
import {
  type AppTenant,
  ENCRYPTION_KEY,
  sendCallback,
  startApp,
  type TestApp,
} from "../support/app.ts";
import { recordingLog } from "../support/samples.ts";
import { waitFor } from "../support/wait-for.ts";

let app: TestApp;
let tenant: AppTenant;

beforeAll(async () => {
  app = await startApp();
  tenant = await app.tenant();
});

afterAll(() => app[Symbol.asyncDispose]());

type Conversation = { readonly callId: string; readonly id: string; readonly audio: Buffer };

/** A conversation over a call that nobody has heard of yet. */
function newConversation(audioBytes = 5_000): Conversation {
  const audio = Buffer.concat([Buffer.from("ID3"), randomBytes(audioBytes)]);
  return { callId: randomUUID(), id: `conv_${randomUUID()}`, audio };
}

function audioOf(
  { id, audio }: Conversation,
  changes: Readonly<Record<string, unknown>> = {},
): string {
  return JSON.stringify({
    type: "post_call_audio",
    event_timestamp: 1_768_732_280,
    data: { agent_id: "agent_1", conversation_id: id, full_audio: audio.toString("base64") },
    ...changes,
  });
}

/** `phone` false: a web session, which was held over no call. */
function reportOf({ id, callId }: Conversation, phone = true): string {
  return JSON.stringify({
    type: "post_call_transcription",
    event_timestamp: 1_768_732_265,
    data: {
      agent_id: "agent_1",
      conversation_id: id,
      status: "done",
      transcript: [{ role: "agent", message: "Hola", time_in_call_secs: 0 }],
      metadata: {
        start_time_unix_secs: 1_768_732_200,
        call_duration_secs: 60,
        phone_call: phone
          ? {
              type: "sip_trunking",
              direction: "outbound",
              agent_number: "+12137771234",
              external_number: "+525538808448",
              call_sid: callId,
            }
          : null,
      },
      analysis: { call_successful: "success", transcript_summary: "They spoke." },
    },
  });
}

function carrierSays({ callId }: Conversation, status: string, second: number): string {
  const at = new Date(1_768_732_200_000 + second * 1_000).toUTCString();
  return new URLSearchParams({
    CallSid: callId,
    CallStatus: status,
    CallbackSource: "call-progress-events",
    Direction: "outbound-api",
    From: "+12137771234",
    To: "+525538808448",
    Timestamp: at,
    ...(status === "completed" && { CallDuration: "60", SipResultCode: "200" }),
  }).toString();
}

async function sent(
  provider: string,
  body: string | Uint8Array,
): Promise<Readonly<Record<string, unknown>>> {
  const response = await app.send(tenant, provider, body);
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, unknown>;
}

type EventRow = { readonly call_id: string | null; readonly data: Record<string, unknown> };

async function eventsOf(type: string, conversation: Conversation): Promise<readonly EventRow[]> {
  const rows = await app.query<{ call_id: string | null; data: unknown }>(
    `select call_id, data from events
     where workspace_id = $1 and type = $2 and (call_id = $3 or conversation_id = $4)`,
    [tenant.workspaceId, type, conversation.callId, conversation.id],
  );
  return rows.map(({ call_id, data }) => ({
    call_id,
    data: (typeof data === "string" ? JSON.parse(data) : data) as Record<string, unknown>,
  }));
}

async function ended(conversation: Conversation): Promise<Record<string, unknown>> {
  await sent("signalwire", carrierSays(conversation, "completed", 60));
  const [event] = await eventsOf("call.callEnded", conversation);
  if (event === undefined) throw new Error("the call's end was not told");
  return event.data;
}

async function recordingUrl(conversation: Conversation): Promise<string> {
  const [event] = await eventsOf("call.recordingCompleted", conversation);
  return String(event?.data["url"]);
}

async function bytesAt(url: unknown): Promise<Buffer> {
  const response = await fetch(String(url));
  expect(response.status).toBe(200);
  return Buffer.from(await response.arrayBuffer());
}

/** Files of the tenant's recordings, callbacks' bodies and bodies under way. */
async function filesUnder(folder: string): Promise<readonly string[]> {
  const root = join(app.dataDir, "media", folder);
  if (!existsSync(root)) return [];
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

describe("a recording and the report of its conversation", () => {
  it("reach the call's end when the recording comes first", async () => {
    const conversation = newConversation();
    await sent("signalwire", carrierSays(conversation, "in-progress", 0));
    await sent("elevenlabs", audioOf(conversation));
    await sent("elevenlabs", reportOf(conversation));
    const { recordingUrl: recording, transcriptionUrl: transcript } = await ended(conversation);
    expect(await bytesAt(recording)).toEqual(conversation.audio);
    expect(JSON.parse((await bytesAt(transcript)).toString())).toMatchObject({
      callId: conversation.callId,
      turns: [{ role: "agent", message: "Hola" }],
    });
  });

  it("reach it when the report comes first", async () => {
    const conversation = newConversation();
    await sent("elevenlabs", reportOf(conversation));
    await sent("elevenlabs", audioOf(conversation));
    await sent("signalwire", carrierSays(conversation, "in-progress", 0));
    const { recordingUrl: recording } = await ended(conversation);
    expect(await bytesAt(recording)).toEqual(conversation.audio);
    expect(await eventsOf("call.recordingCompleted", conversation)).toMatchObject([
      { call_id: conversation.callId, data: { callId: conversation.callId, format: "mp3" } },
    ]);
  });

  it("find each other also when they come at the same time", async () => {
    const conversations = Array.from({ length: 12 }, () => newConversation());
    await Promise.all(
      conversations.flatMap((one, index) => {
        const bodies = [audioOf(one), reportOf(one)];
        return (index % 2 === 0 ? bodies : bodies.toReversed()).map((body) =>
          sent("elevenlabs", body),
        );
      }),
    );
    for (const conversation of conversations) {
      expect((await ended(conversation))["recordingUrl"]).toContain(
        `/v1/calls/${conversation.callId}/recording?`,
      );
    }
  });

  it("of a web session are found under the conversation", async () => {
    const conversation = newConversation();
    await sent("elevenlabs", audioOf(conversation));
    await sent("elevenlabs", reportOf(conversation, false));
    expect(await bytesAt(await recordingUrl(conversation))).toEqual(conversation.audio);
    const [event] = await eventsOf("call.transcriptionCompleted", conversation);
    expect(event?.data["url"]).toContain(`/v1/calls/${conversation.id}/transcript?`);
    expect((await bytesAt(event?.data["url"])).toString()).toContain("agent: Hola");
  });
});

describe("a recording that is sent twice", () => {
  it.each([
    ["in the same bytes", {}],
    ["in other bytes", { event_timestamp: 1_768_732_999 }],
  ])("%s is one file and one event", async (_how, changes) => {
    const conversation = newConversation();
    const before = await filesUnder(tenant.workspaceId);
    expect(await sent("elevenlabs", audioOf(conversation))).not.toHaveProperty("duplicate");
    expect(await sent("elevenlabs", audioOf(conversation, changes))).toHaveProperty(
      "duplicate",
      true,
    );
    expect(await filesUnder(tenant.workspaceId)).toHaveLength(before.length + 1);
    expect(await eventsOf("call.recordingCompleted", conversation)).toHaveLength(1);
  });

  it("at the same time is one file and one event", async () => {
    const conversation = newConversation(2_000_000);
    const before = await filesUnder(tenant.workspaceId);
    const bodies = await filesUnder("callbacks");
    await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        sent("elevenlabs", audioOf(conversation, { event_timestamp: 1_768_732_280 + (n % 2) })),
      ),
    );
    expect(await filesUnder(tenant.workspaceId)).toHaveLength(before.length + 1);
    expect(await filesUnder("callbacks")).toHaveLength(bodies.length + 2);
    expect(await filesUnder("spool")).toEqual([]);
    expect(await eventsOf("call.recordingCompleted", conversation)).toHaveLength(1);
  });
});

describe("a callback too large for a row", () => {
  const large = () => audioOf(newConversation(1_500_000));

  async function callbackOf(body: string) {
    return app.query<{
      id: string;
      body: Buffer | null;
      body_path: string | null;
      body_bytes: number;
    }>(
      `select c.id, b.body, body_path, body_bytes from callbacks c left join callback_bodies b on b.id = c.id
       where workspace_id = $1 and body_bytes = $2`,
      [tenant.workspaceId, Buffer.byteLength(body)],
    );
  }

  it("is kept as a file with exactly its bytes", async () => {
    const body = large();
    await sent("elevenlabs", body);
    const [row] = await callbackOf(body);
    expect(row?.body).toBeNull();
    expect(row?.body_path).toBe(`callbacks/${row?.id}`);
    const kept = await readFile(join(app.dataDir, "media", row?.body_path ?? ""), "utf8");
    expect(kept === body).toBe(true);
  });

  it("is stored once, and the file of its repetition goes", async () => {
    const body = large();
    const before = await filesUnder("callbacks");
    await sent("elevenlabs", body);
    expect(await sent("elevenlabs", body)).toHaveProperty("duplicate", true);
    expect(await filesUnder("callbacks")).toHaveLength(before.length + 1);
    expect(await filesUnder("spool")).toEqual([]);
  });

  it("leaves nothing when its signature is wrong", async () => {
    const before = await filesUnder("callbacks");
    const other = await app.tenant();
    const path = other.callbackPaths["elevenlabs"] ?? "";
    const response = await fetch(`${app.url}${path}`, {
      method: "POST",
      headers: {
        "elevenlabs-signature": `t=${Math.floor(Date.now() / 1000)},v0=${"0".repeat(64)}`,
      },
      body: large(),
    });
    expect(response.status).toBe(401);
    expect(await filesUnder("callbacks")).toHaveLength(before.length);
    expect(await filesUnder("spool")).toEqual([]);
  });

  it("is refused while it arrives when it is larger than its provider sends", async () => {
    const response = await app.send(tenant, "whatsapp", "x".repeat(4 * 1024 * 1024 + 1));
    expect(response.status).toBe(413);
    await waitFor(async () => (await filesUnder("spool")).length === 0, {
      what: "the spool to be empty",
    });
  });

  it("leaves nothing when its sender goes away", async () => {
    const leaving = new AbortController();
    async function* endless() {
      yield new Uint8Array(2_000_000).fill(32);
      leaving.abort();
      await new Promise(() => undefined);
    }
    const options: RequestInit & { duplex: "half" } = {
      method: "POST",
      body: ReadableStream.from(endless()),
      duplex: "half",
      signal: leaving.signal,
    };
    await expect(
      fetch(`${app.url}${tenant.callbackPaths["elevenlabs"]}`, options),
    ).rejects.toThrow();
    await waitFor(async () => (await filesUnder("spool")).length === 0, {
      what: "the spool to be empty",
    });
  });

  it("is a file as well when it cannot be read", async () => {
    const body = `not JSON ${"x".repeat(1_500_000)}`;
    await sent("elevenlabs", body);
    expect(await callbackOf(body)).toMatchObject([
      { body_path: expect.stringMatching(/^callbacks\//) },
    ]);
  });
});

describe("a recording's address", () => {
  let conversation: Conversation;
  let url: string;

  beforeAll(async () => {
    conversation = newConversation(300_000);
    await sent("elevenlabs", reportOf(conversation));
    await sent("elevenlabs", audioOf(conversation));
    url = await recordingUrl(conversation);
  });

  it("serves it whole", async () => {
    const response = await fetch(url);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "audio/mpeg",
      "content-length": String(conversation.audio.byteLength),
      "content-disposition": `inline; filename="recording-${conversation.callId}.mp3"`,
      "accept-ranges": "bytes",
      "x-content-type-options": "nosniff",
      etag: expect.stringMatching(/^"[0-9a-f]{64}"$/),
    });
    expect(Buffer.from(await response.arrayBuffer())).toEqual(conversation.audio);
  });

  it.each([
    ["bytes=0-99", 0, 99],
    ["bytes=65530-65545", 65_530, 65_545],
    ["bytes=-10", 299_993, 300_002],
    ["bytes=299000-", 299_000, 300_002],
  ])("serves the range %s", async (range, first, last) => {
    const response = await fetch(url, { headers: { Range: range } });
    expect(response.status).toBe(206);
    expect(response.headers.get("content-range")).toBe(`bytes ${first}-${last}/300003`);
    expect(response.headers.get("content-length")).toBe(String(last - first + 1));
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes).toEqual(conversation.audio.subarray(first, last + 1));
  });

  it("refuses a range outside of it", async () => {
    const response = await fetch(url, { headers: { Range: "bytes=300003-" } });
    expect(response.status).toBe(416);
    expect(response.headers.get("content-range")).toBe("bytes */300003");
  });

  it("serves a range of what the client has part of, and the whole of what has changed", async () => {
    const etag = (await fetch(url, { method: "HEAD" })).headers.get("etag") ?? "";
    const same = await fetch(url, { headers: { Range: "bytes=0-0", "If-Range": etag } });
    const other = await fetch(url, { headers: { Range: "bytes=0-0", "If-Range": '"x"' } });
    expect([same.status, other.status]).toEqual([206, 200]);
  });

  it("answers HEAD as GET, without a body", async () => {
    const response = await fetch(url, { method: "HEAD" });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-length")).toBe("300003");
    expect(await response.text()).toBe("");
  });

  it("survives readers that leave in the middle", async () => {
    for (let n = 0; n < 20; n++) {
      const leaving = new AbortController();
      const response = await fetch(url, { signal: leaving.signal });
      await response.body?.getReader().read();
      leaving.abort();
    }
    expect(await bytesAt(url)).toEqual(conversation.audio);
  });

  it.each(["callId", "id"] as const)("works with a key for the %s", async (name) => {
    const path = `${app.url}/v1/calls/${conversation[name]}/recording`;
    const response = await fetch(path, { headers: tenant.headers });
    expect(response.status).toBe(200);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(conversation.audio);
  });

  it.each<[string, () => Promise<Readonly<Record<string, string>>>, number]>([
    ["without a key", async () => ({}), 401],
    ["with a key of another scope", () => tenant.newKey(["webhooks:read"]), 403],
    ["with a key of another workspace", async () => (await app.tenant()).headers, 404],
  ])("is refused %s", async (_how, headersOf, status) => {
    const path = `${app.url}/v1/calls/${conversation.callId}/recording`;
    expect((await fetch(path, { headers: await headersOf() })).status).toBe(status);
  });

  it("survives a rotation of the key it was signed with, and a change of the port", async () => {
    const { pathname, search } = new URL(url);
    await app.restart([new Uint8Array(32).fill(4)]);
    expect((await fetch(`${app.url}${pathname}${search}`)).status).toBe(200);
    await app.restart();
    url = `${app.url}${pathname}${search}`;
  });

  function signed(changes: Partial<LinkClaim> = {}, key = ENCRYPTION_KEY): string {
    const claim = {
      path: `/v1/calls/${conversation.callId}/recording`,
      workspaceId: tenant.workspaceId,
      expiresAt: new Date(Date.now() + 60_000),
      ...changes,
    };
    const parameters = new URLSearchParams({
      workspace: tenant.workspaceId,
      expires: String(Math.floor(claim.expiresAt.getTime() / 1000)),
      signature: createLinkSigner([key]).sign(claim),
    });
    return `${app.url}/v1/calls/${conversation.callId}/recording?${parameters}`;
  }

  it("says clearly that it has expired", async () => {
    const response = await fetch(signed({ expiresAt: new Date("2026-01-02T03:04:05.000Z") }));
    expect(response.status).toBe(410);
    expect(await response.json()).toMatchObject({
      code: "expired-link",
      detail: expect.stringContaining("expired at 2026-01-02T03:04:05.000Z"),
    });
  });

  it.each<[string, () => string]>([
    ["another key", () => signed({}, new Uint8Array(32).fill(1))],
    ["another call", () => signed({ path: "/v1/calls/other/recording" })],
    ["another workspace", () => signed({ workspaceId: randomUUID() })],
    ["a later end", () => signed().replace(/expires=\d+/, "expires=9999999999")],
    ["no signature", () => signed().replace(/&signature=.*/, "")],
    ["no workspace", () => signed().replace(/workspace=[^&]*&/, "")],
    ["a cut signature", () => signed().slice(0, -1)],
  ])("is refused with %s", async (_what, make) => {
    const response = await fetch(make());
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: "bad-link" });
  });

  it("of a call without a recording says that there is none", async () => {
    const path = `${app.url}/v1/calls/${randomUUID()}/recording`;
    const response = await fetch(path, { headers: tenant.headers });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      detail: expect.stringContaining("No recording"),
    });
  });
});

describe("a deleted recording", () => {
  it("is gone from the disk and for every link, and does not come back", async () => {
    const conversation = newConversation();
    await sent("elevenlabs", audioOf(conversation));
    const url = await recordingUrl(conversation);
    const path = `${app.url}/v1/calls/${conversation.id}/recording`;
    const before = await filesUnder(tenant.workspaceId);
    const readOnly = await tenant.newKey(["events:read"]);
    expect((await fetch(path, { method: "DELETE", headers: readOnly })).status).toBe(403);
    expect((await fetch(`${url}`, { method: "DELETE" })).status).toBe(401);
    const removed = await fetch(path, { method: "DELETE", headers: tenant.headers });
    expect(removed.status).toBe(204);
    expect(await filesUnder(tenant.workspaceId)).toHaveLength(before.length - 1);
    await sent("elevenlabs", audioOf(conversation, { event_timestamp: 1 }));
    expect(await filesUnder(tenant.workspaceId)).toHaveLength(before.length - 1);
    for (const response of [
      await fetch(url),
      await fetch(path, { headers: tenant.headers }),
      await fetch(path, { method: "DELETE", headers: tenant.headers }),
    ]) {
      expect(response.status).toBe(410);
      expect(await response.json()).toMatchObject({
        detail: expect.stringContaining("deleted at"),
      });
    }
  });
});

describe("retention", () => {
  it("removes rows and files of what was stored before a time, deleted or not", async () => {
    const other = await app.tenant();
    for (const [age, id] of [
      ["3 days", "old"],
      ["1 hour", "new"],
    ] as const) {
      const conversation = { ...newConversation(), id: `${id}-${other.workspaceId}` };
      const response = await app.send(other, "elevenlabs", audioOf(conversation));
      expect(response.status).toBe(200);
      await app.query(
        `update media set created_at = now() - $1::interval where conversation_id = $2`,
        [age, conversation.id],
      );
    }
    await using stack = new AsyncDisposableStack();
    const log = recordingLog();
    const { connectionString } = app;
    const encryptionKeys = [ENCRYPTION_KEY];
    const storage = await openStorage(
      { connectionString, poolSize: 2, encryptionKeys, log },
      stack,
    );
    const config = readConfig({ DATA_DIR: app.dataDir });
    const media = await openMedia(
      { config, encryptionKeys, publicUrl: () => "", log },
      storage,
      stack,
    );
    expect(await media.contents.deleteMediaBefore(new Date(Date.now() - 86_400_000))).toBe(1);
    const left = await app.query<{ path: string }>(
      "select path from media where workspace_id = $1",
      [other.workspaceId],
    );
    expect(left).toHaveLength(1);
    expect(
      (await filesUnder(other.workspaceId)).map((name) => `${other.workspaceId}/${name}`),
    ).toEqual(left.map(({ path }) => path));
  });
});

describe("a gateway that fails between file and commit", () => {
  it("leaves no file when the transaction is refused", async () => {
    const conversation = newConversation(1_500_000);
    const recordings = await filesUnder(tenant.workspaceId);
    const bodies = await filesUnder("callbacks");
    await app.query(`create function refuse() returns trigger language plpgsql as
      $$ begin raise exception 'refused' using errcode = '53100'; end $$`);
    await app.query(
      "create trigger refuse before insert on media for each row execute function refuse()",
    );
    try {
      expect((await app.send(tenant, "elevenlabs", audioOf(conversation))).status).toBe(503);
    } finally {
      await app.query("drop function refuse() cascade");
    }
    expect(await filesUnder(tenant.workspaceId)).toEqual(recordings);
    expect(await filesUnder("callbacks")).toEqual(bodies);
    expect(await filesUnder("spool")).toEqual([]);
  });

  it("leaves nothing that can be seen when it is killed, and the next start clears the rest", async () => {
    const conversation = newConversation(1_500_000);
    const recordings = await filesUnder(tenant.workspaceId);
    const bodies = await filesUnder("callbacks");
    const holder = new pg.Client({ connectionString: app.connectionString });
    await holder.connect();
    const victim = await startProcess();
    try {
      // Rows of media cannot be written now, but they can be read.
      await holder.query("begin; lock table media in share mode");
      const lost = sendCallback(victim.url, tenant, "elevenlabs", audioOf(conversation));
      await waitFor(async () => (await filesUnder(tenant.workspaceId)).length > recordings.length, {
        what: "the recording to be on the disk",
      });
      victim.kill();
      await expect(lost).rejects.toThrow();
    } finally {
      victim.kill();
      await victim.ended;
      await holder.end();
    }
    expect(await filesUnder("callbacks")).toHaveLength(bodies.length + 1);
    const path = `${app.url}/v1/calls/${conversation.id}/recording`;
    expect((await fetch(path, { headers: tenant.headers })).status).toBe(404);
    await app.restart();
    expect(await filesUnder(tenant.workspaceId)).toEqual(recordings);
    expect(await filesUnder("callbacks")).toEqual(bodies);
    expect(await filesUnder("spool")).toEqual([]);
    await sent("elevenlabs", audioOf(conversation));
    expect(await bytesAt(await recordingUrl(conversation))).toEqual(conversation.audio);
  });

  /** A gateway in a process of its own over the same database and directory. */
  async function startProcess() {
    const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
    const child = spawn(process.execPath, [main], {
      env: {
        PATH: process.env["PATH"],
        PORT: "0",
        DATA_DIR: app.dataDir,
        DATABASE_URL: app.connectionString,
        ENCRYPTION_KEY: Buffer.from(ENCRYPTION_KEY).toString("base64"),
        ADMIN_TOKEN: "operator",
        LOG_LEVEL: "error",
      },
      cwd: app.dataDir,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const exited = once(child, "exit");
    let out = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      out += text;
    });
    const url = await waitFor(async () => /http:\/\/127\.0\.0\.1:\d+/.exec(out)?.[0], {
      timeoutMs: 20_000,
      what: "the gateway to listen",
    });
    return { url, kill: () => child.kill("SIGKILL"), ended: exited };
  }
});
