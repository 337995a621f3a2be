/**
 * A gateway in a process of its own, to be killed: `node engine-process.ts <database> <data directory> <workspace> <connection> <count>`.
 * Takes `count` callbacks, one after another, and prints the message of each once it was answered.
 */
import { startGateway } from "./gateway.ts";
import { message } from "./samples.ts";

const [connectionString = "", dataDir = "", workspaceId = "", whatsappId = "", count = "0"] =
  process.argv.slice(2);

const gateway = await startGateway(connectionString, {
  dataDir,
  concurrency: 64,
  name: "to be killed",
});
for (let n = 0; n < Number(count); n += 10) {
  const texts = Array.from({ length: 10 }, (_, index) => `${process.pid}-${n + index}`);
  await Promise.all(
    texts.map(async (text) => {
      await gateway.ingest({ workspaceId, whatsappId }, [message(text)]);
      console.log(text);
    }),
  );
}
setInterval(() => undefined, 60_000);
