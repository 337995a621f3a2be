import { createHash } from "node:crypto";
import type pg from "pg";
import type { Sql } from "sql-template-tag";

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
