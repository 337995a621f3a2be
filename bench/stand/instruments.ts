import type { GeneratorHandlers } from "../load/process.ts";
import { type Remote, startRemote } from "../remote.ts";
import type { SinkHandlers } from "../sink/process.ts";

/** What measures: the processes that send and that receive. */
export type Instruments = {
  readonly generator: Remote<GeneratorHandlers>;
  readonly sink: Remote<SinkHandlers>;
  readonly sinkUrl: string;
};

export async function startInstruments(
  stack: AsyncDisposableStack,
  address: { readonly host: string; readonly port: number },
): Promise<Instruments> {
  const generator = stack.use(
    startRemote<GeneratorHandlers>(new URL("../load/process.ts", import.meta.url)),
  );
  const sink = stack.use(startRemote<SinkHandlers>(new URL("../sink/process.ts", import.meta.url)));
  return { generator, sink, sinkUrl: await sink.ask("listen", address) };
}
