import type { FieldDef } from "pg";
import pg from "pg";

/** A named statement: its text holds one command, which a connection parses once. */
export type NamedStatement = {
  readonly name: string;
  readonly text: string;
  /** As the protocol carries them: text, or bytes in PostgreSQL's binary form. */
  readonly values: (string | Buffer | null)[];
};

/** A statement with whoever waits for its rows. */
export type Asked = NamedStatement & {
  resolve(result: pg.QueryResult): void;
  reject(error: unknown): void;
};

/** What a connection knows of the statements it has parsed: for those that return rows, how these are read. */
export type Shapes = Map<string, Shape>;
type Shape = { readonly fields: FieldDef[]; readonly parsers: readonly Parser[] };
type Parser = (text: string) => unknown;

const NO_ROWS: Shape = { fields: [], parsers: [] };
/** in_failed_sql_transaction */
const ABORTED = "25P02";

/** pg's connection, with what its types leave out. */
type Connection = pg.Connection & {
  readonly parsedStatements: Record<string, string | undefined>;
  readonly submittedNamedStatements: Record<string, string | undefined>;
};

/**
 * Statements that are sent together and answered together: one Sync at the end of all of them instead of one each, so that
 * the server sends one answer, not as many as there are statements. That is what the protocol calls pipelining
 * (postgresql.org, "Pipelining" in the chapter on the message flow). After one that fails the server passes over the rest.
 *
 * pg's client takes it for one query: it hands over each message of the answer, in the order of the statements.
 */
export class Burst extends pg.Query {
  /** Of the statement that is being answered: pg notes what was parsed by it. */
  name: string | undefined;
  text = "";
  callback: ((error: unknown) => void) | undefined;
  readonly #asked: readonly Asked[];
  readonly #shapes: Shapes;
  #shape: Shape | undefined;
  #rows: unknown[] = [];
  readonly #results: pg.QueryResult[] = [];
  #unreadable: Error | undefined;

  constructor(asked: readonly Asked[], shapes: Shapes) {
    super("");
    this.#asked = asked;
    this.#shapes = shapes;
    this.#begin();
  }

  override submit = (connection: pg.Connection): void => {
    const { stream } = connection;
    stream.cork();
    try {
      for (const statement of this.#asked) this.#send(statement, connection as Connection);
      connection.sync();
    } finally {
      stream.uncork();
    }
  };

  #send({ name, text, values }: NamedStatement, connection: Connection): void {
    const { parsedStatements, submittedNamedStatements } = connection;
    if (parsedStatements[name] === undefined && submittedNamedStatements[name] === undefined) {
      connection.parse({ name, text, types: [] }, true);
      submittedNamedStatements[name] = text;
    }
    connection.bind({ statement: name, values }, true);
    // Of a parsed statement the server sees to it that its columns stay what they are.
    if (!this.#shapes.has(name)) connection.describe({ type: "P" }, true);
    connection.execute(null, true);
  }

  /** The answer to the next statement begins. */
  #begin(): void {
    const statement = this.#asked[this.#results.length];
    this.name = statement?.name;
    this.text = statement?.text ?? "";
    this.#shape = statement && this.#shapes.get(statement.name);
    this.#rows = [];
  }

  handleRowDescription({ fields }: { readonly fields: FieldDef[] }): void {
    const parsers = fields.map(({ dataTypeID }): Parser => pg.types.getTypeParser(dataTypeID));
    this.#shape = { fields, parsers };
  }

  handleDataRow({ fields: values }: { readonly fields: readonly (string | null)[] }): void {
    const { fields, parsers } = this.#shape ?? NO_ROWS;
    try {
      const row: Record<string, unknown> = {};
      for (let index = 0; index < fields.length; index++) {
        const value = values[index] ?? null;
        row[fields[index]?.name ?? ""] = value === null ? null : parsers[index]?.(value);
      }
      this.#rows.push(row);
    } catch (error) {
      this.#unreadable ??= error instanceof Error ? error : new Error(String(error));
    }
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    const shape = this.#shape ?? NO_ROWS;
    if (this.name !== undefined) this.#shapes.set(this.name, shape);
    const [command = "", ...counts] = text.split(" ");
    const rowCount = counts.length === 0 ? null : Number(counts.at(-1));
    const rows = this.#rows as pg.QueryResultRow[];
    this.#results.push({ command, rowCount, oid: 0, fields: shape.fields, rows });
    this.#begin();
  }

  /** All of them are through. pg does not call it after a failure. */
  handleReadyForQuery(connection: pg.Connection): void {
    if (this.#unreadable !== undefined) {
      this.handleError(this.#unreadable, connection);
      return;
    }
    for (const [index, { resolve }] of this.#asked.entries()) {
      resolve(this.#results[index] as pg.QueryResult);
    }
    this.callback?.(null);
  }

  /** By the server, or because the connection is lost, or because it took too long. */
  handleError(error: unknown, connection: pg.Connection): void {
    const failed = this.#asked[this.#results.length];
    failed?.reject(error);
    // Those before it do not count either: what was begun in one transaction ends in one.
    const aborted = Object.assign(new Error("the transaction is aborted"), {
      code: ABORTED,
      cause: error,
    });
    for (const one of this.#asked) if (one !== failed) one.reject(failed ? aborted : error);
    forget(this.#asked.slice(this.#results.length), connection as Connection);
    this.callback?.(error);
  }
}

/** Passed over, they were not parsed. */
function forget(
  statements: readonly NamedStatement[],
  { parsedStatements, submittedNamedStatements }: Connection,
): void {
  for (const { name } of statements) {
    if (parsedStatements[name] === undefined) delete submittedNamedStatements[name];
  }
}
