import { createServer } from "node:net";
import pg from "pg";
import { describe, expect, it } from "vitest";
import { createPool } from "#src/db/pool.ts";
import { isUnavailable } from "#src/http/unavailable.ts";

function coded(code: string, message = "failed"): Error {
  return Object.assign(new Error(message), { code });
}

/** What a query throws when nothing listens at the address. */
async function refusedQuery(): Promise<unknown> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  const port = typeof address === "object" ? address?.port : 0;
  const pool = createPool({
    connectionString: `postgres://u:p@127.0.0.1:${port}/d`,
    max: 1,
    onError: () => undefined,
  });
  return pool.query("select 1").then(
    () => null,
    (error: unknown) => pool.end().then(() => error),
  );
}

describe("is the database away?", () => {
  it("says yes when nothing listens there", async () => {
    expect(isUnavailable(await refusedQuery())).toBe(true);
  });

  it("says yes when the pool has been closed", async () => {
    const pool = new pg.Pool();
    await pool.end();
    const error: unknown = await pool.query("select 1").catch((thrown: unknown) => thrown);
    expect(isUnavailable(error)).toBe(true);
  });

  it.each([
    coded("ECONNREFUSED"),
    coded("ECONNRESET"),
    coded("EAI_AGAIN"),
    coded("57P01"),
    coded("57P03"),
    coded("08006"),
    coded("53300"),
    coded("57014"),
    Object.assign(coded("ENOENT"), { syscall: "connect" }),
    new Error("timeout exceeded when trying to connect"),
    new Error("Connection terminated unexpectedly"),
    new Error("Connection terminated due to connection timeout"),
    new AggregateError([coded("EHOSTUNREACH"), coded("ECONNREFUSED")]),
    new Error("cannot read the webhooks", { cause: coded("57P01") }),
  ])("says yes to %o", (error) => {
    expect(isUnavailable(error)).toBe(true);
  });

  it.each([
    new Error("a bug"),
    coded("ENOENT"),
    coded("22P02"),
    coded("42703"),
    coded("23505"),
    "ECONNREFUSED",
    null,
  ])("says no to %o", (error) => {
    expect(isUnavailable(error)).toBe(false);
  });
});
