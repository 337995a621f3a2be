import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { createLab, type Lab } from "../support/engine.ts";
import type { Tenant } from "../support/gateway.ts";
import { message } from "../support/samples.ts";
import { createSink } from "../support/sink.ts";
import { waitFor } from "../support/wait-for.ts";

const CALLS = 12;
const EVENTS = 20;
const KILLS = 4;
const PROCESS = fileURLToPath(new URL("../support/engine-process.ts", import.meta.url));

/** One that delivers and takes nothing in. */
function startWorker(lab: Lab, { workspaceId, whatsappId }: Tenant): ChildProcess {
  return spawn(
    process.execPath,
    [PROCESS, lab.connectionString, lab.dataDir, workspaceId, whatsappId, "0"],
    { stdio: "ignore" },
  );
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

it("an order outlives the processes that deliver it, wherever they are killed", async () => {
  await using lab = await createLab();
  let count = 0;
  // Slow enough to be killed with some under way, and now and then a failure, so that heads wait for retries too.
  await using sink = await createSink(async () => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    return { status: ++count % 23 === 0 ? 500 : 200 };
  });
  const tenant = await lab.tenant();
  const retryPolicy = { maxAttempts: 5, initialDelay: 0.1, maxDelay: 0.1, backoffFactor: 1 };
  await lab.webhook(tenant, { url: sink.url, ordering: "call", retryPolicy });
  await using api = await lab.startGateway({ role: "api" });
  for (let event = 0; event < EVENTS; event++) {
    const told = Array.from({ length: CALLS }, (_, call) => {
      const callId = `call ${call}`;
      return message(`${callId} ${event}.`, { callId });
    });
    await api.ingest(tenant, told);
  }
  let worker = startWorker(lab, tenant);
  try {
    for (let kills = 1; kills <= KILLS; kills++) {
      await sink.received((kills * CALLS * EVENTS) / (KILLS + 2), 30_000);
      await kill(worker);
      worker = startWorker(lab, tenant);
    }
    await waitFor(
      async () => (await lab.deliveries(tenant)).every(({ status }) => status === "delivered"),
      { what: "all to be delivered", timeoutMs: 40_000 },
    );
  } finally {
    await kill(worker);
  }
  for (let call = 0; call < CALLS; call++) {
    const pattern = new RegExp(`"call ${call} (\\d+)\\."`);
    const seen = sink.requests.flatMap(({ body }) => {
      const found = pattern.exec(body);
      return found === null ? [] : [Number(found[1])];
    });
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(new Set(seen).size).toBe(EVENTS);
  }
  expect(await lab.query("select 1 from ordered_deliveries")).toEqual([]);
  expect(await lab.jobs()).toEqual([]);
});
