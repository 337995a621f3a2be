import pg from "pg";
import { expect, it } from "vitest";
import { createLab } from "../support/engine.ts";
import { message } from "../support/samples.ts";
import { createSink } from "../support/sink.ts";
import { waitFor } from "../support/wait-for.ts";

const NEXT_JOB = "01a1ffc0-1517-7764-b994-cbd201a0183b";

it("what is settled while its dead owner's jobs are freed keeps the job that it got then", async () => {
  await using lab = await createLab();
  await using sink = await createSink();
  const tenant = await lab.tenant();
  await lab.webhook(tenant, { url: sink.url });
  const answerAll = sink.holds();
  await using gateway = await lab.startGateway();
  await gateway.ingest(tenant, [message("one")]);
  await sink.received(1);
  const owner = gateway.dispatcher?.reserve([])?.ownerId;
  // The attempt's result on its way into the database: a retry, with its own job.
  const settling = new pg.Client({ connectionString: lab.connectionString });
  await settling.connect();
  await settling.query("begin");
  await settling.query("update deliveries set job_id = $1, owner_id = null", [NEXT_JOB]);
  await lab.query(
    `select pg_terminate_backend(l.pid) from owners o
     join pg_locks l on l.locktype = 'advisory' and l.objid = o.lock_key::bigint::oid and l.objsubid = 2
       and l.database = (select oid from pg_database where datname = current_database())
     where o.id = $1`,
    [owner],
  );
  await waitFor(async () => {
    const waiting = await lab.query(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
       and query like '%update deliveries%'`,
    );
    return waiting.length > 0;
  });
  await settling.query("commit");
  await settling.end();
  await waitFor(async () => {
    const owners = await lab.query("select from owners where id = $1", [owner]);
    return owners.length === 0;
  });
  const [delivery] = await lab.deliveries(tenant);
  expect(delivery?.job_id).toBe(NEXT_JOB);
  expect(await lab.jobs()).toEqual([]);
  answerAll();
});
