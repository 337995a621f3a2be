/** A process of the bench that answers questions over its IPC channel, and the handle that its parent has of it. */
import { fork } from "node:child_process";
import { end, tracked } from "./processes.ts";

export type Handlers = Readonly<Record<string, (argument: never) => unknown>>;

type Question = { readonly id: number; readonly name: string; readonly argument: unknown };
type Reply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: string };

/** In the child: answers until the parent is gone, and ends with it. */
export function answerQuestions(handlers: Handlers): void {
  process.on("message", async ({ id, name, argument }: Question) => {
    const handler = handlers[name] as ((argument: unknown) => unknown) | undefined;
    process.send?.(await replyTo(id, async () => handler?.(argument)));
  });
  process.on("disconnect", () => process.exit(0));
  // Ctrl-C reaches the whole group; the parent decides when this process ends.
  process.on("SIGINT", () => undefined);
}

async function replyTo(id: number, work: () => Promise<unknown>): Promise<Reply> {
  try {
    return { id, value: await work() };
  } catch (error) {
    return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

export type Remote<H extends Handlers> = AsyncDisposable & {
  readonly pid: number;
  ask<Name extends keyof H & string>(
    name: Name,
    argument: Parameters<H[Name]>[0],
  ): Promise<Awaited<ReturnType<H[Name]>>>;
};

type Pending = { resolve(value: unknown): void; reject(error: Error): void };

/** Starts a process that answers these questions. Disposing kills it. */
export function startRemote<H extends Handlers>(module: URL): Remote<H> {
  const child = tracked(fork(module, { serialization: "advanced", execArgv: [] }));
  const pending = new Map<number, Pending>();
  let questions = 0;
  child.on("message", (reply: Reply) => {
    const asked = pending.get(reply.id);
    pending.delete(reply.id);
    if ("error" in reply) asked?.reject(new Error(reply.error));
    else asked?.resolve(reply.value);
  });
  child.on("exit", (code, signal) => {
    const error = new Error(`${module.pathname} ended (${signal ?? code})`);
    for (const { reject } of pending.values()) reject(error);
    pending.clear();
  });
  return {
    pid: child.pid ?? 0,
    ask(name, argument) {
      const id = questions++;
      const answer = Promise.withResolvers<unknown>();
      pending.set(id, answer);
      child.send({ id, name, argument } satisfies Question, (error) => {
        if (error !== null) answer.reject(error);
      });
      // What the handler of that name returns: both ends take it from the same type.
      return answer.promise as Promise<never>;
    },
    [Symbol.asyncDispose]: () => end(child, 0),
  };
}
