import { createHash } from "node:crypto";
import type pg from "pg";
import sql, { type Sql } from "sql-template-tag";
import type { Later } from "./transact.ts";

/** Runs one statement. */
export type Query = <Row extends object>(statement: Sql) => Promise<readonly Row[]>;

type Runner = Pick<pg.Pool | pg.PoolClient, "query">;

/** For statements whose text varies (filters, lists): planned anew each time. */
export function queryOn(runner: Runner): Query {
  return async <Row extends object>(statement: Sql) => {
    const { rows } = await runner.query<Row>(statement.text, statement.values);
    return rows;
  };
}

/** A statement without values, by name. */
export function named(text: string): { readonly name: string; readonly text: string } {
  return { name: statementName(text), text };
}

/** For statements with a constant text: named, so that a connection parses and plans each of them once. */
export function preparedOn(runner: Runner): Query {
  return async <Row extends object>(statement: Sql) => {
    const { text } = statement;
    const { rows } = await runner.query<Row>({
      name: statementName(text),
      text,
      values: statement.values,
    });
    return rows;
  };
}

/**
 * As preparedOn, for statements whose rows nobody needs: resolves with none as soon as the statement is under way. What
 * becomes of it is `later`'s to know (transact.ts).
 */
export function sendingOn(runner: Runner, later: Later): Query {
  const query = preparedOn(runner);
  return async (statement) => {
    later(query(statement));
    return [];
  };
}

/**
 * For the transaction's named statements: planned once for whatever they are run with. Of a plan for given values
 * PostgreSQL thinks better, because in a partitioned table it sees how few partitions those touch, and so it would plan anew
 * each time, which costs more than the statement itself.
 */
export const PLANNED_ONCE = "set local plan_cache_mode = force_generic_plan";

/**
 * For transactions on tables that are empty one moment and hold 50,000 rows the next: a plan that was made while such a
 * table was empty reads the whole of it, and is kept until the table is analysed. What is read here has an index.
 */
export const BY_INDEX = sql`
  select set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
    set_config('enable_sort', 'off', true)`;

const names = new Map<string, string>();

/** A name that is the same for the same text; PostgreSQL allows 63 bytes. */
export function statementName(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = createHash("sha256").update(text).digest("base64url");
  names.set(text, name);
  return name;
}

/**
 * Many documents as one, for `json_array_elements` beside `unnest`: as elements of an array of PostgreSQL every quote in
 * them would be escaped here and read back there, which for a batch of long messages took a third of its statement.
 */
export function jsonArray(documents: readonly object[]): string {
  return JSON.stringify(documents);
}
