import pg from "pg";
import { type Asked, Burst, type NamedStatement, type Shapes } from "./burst.ts";
import { parameterOf } from "./parameters.ts";

/**
 * A connection on which named statements that are asked for in one turn of the event loop, without waiting for each other,
 * travel together (burst.ts). What has no name goes as pg sends it, in its turn.
 */
export class BurstClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    this.query = burstsOf(this) as typeof this.query;
  }
}

type PlainQuery = (...parameters: readonly unknown[]) => unknown;
type Config = {
  readonly name: string;
  readonly text: string;
  readonly values?: readonly unknown[];
};

function burstsOf(client: pg.Client): PlainQuery {
  const plain = client.query.bind(client) as PlainQuery;
  const shapes: Shapes = new Map();
  let waiting: Asked[] = [];

  function flush(): void {
    const asked = waiting;
    waiting = [];
    if (asked.length > 0) plain(new Burst(asked, shapes));
  }

  function ask(statement: NamedStatement): Promise<pg.QueryResult> {
    // After whatever is resolved in this turn, and what follows from it.
    if (waiting.length === 0) process.nextTick(flush);
    const { promise, resolve, reject } = Promise.withResolvers<pg.QueryResult>();
    waiting.push({ ...statement, resolve, reject });
    return promise.catch((error: unknown) => {
      // Leads to whoever asked, and not to the socket.
      if (error instanceof Error) Error.captureStackTrace(error);
      throw error;
    });
  }

  return (...parameters) => {
    const [first] = parameters;
    if (parameters.length === 1 && isNamed(first)) {
      const { name, text, values = [] } = first;
      return ask({ name, text, values: values.map(parameterOf) });
    }
    flush();
    return plain(...parameters);
  };
}

function isNamed(value: unknown): value is Config {
  return (
    typeof value === "object" &&
    value !== null &&
    "name" in value &&
    !("submit" in value) &&
    typeof value.name === "string"
  );
}
