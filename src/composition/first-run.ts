import { randomBytes } from "node:crypto";
import type { Provisioned, Provisioning } from "#src/pipeline/provisioning.ts";

/** What a first start makes, so that a callback can be tried at once. Secrets are shown this one time. */
export type FirstRun = {
  readonly workspaceId: string;
  readonly apiKey: string;
  readonly agentId: string;
  readonly connectionId: string;
  readonly connectionSecret: string;
};

export async function makeFirstWorkspace(provisioning: Provisioning): Promise<FirstRun> {
  const { id: workspaceId } = await provisioning.createWorkspace({ name: "First workspace" });
  const issued = made(
    await provisioning.createApiKey({ workspaceId, name: "First key", scopes: ["*"] }),
  );
  const agent = made(await provisioning.createAgent({ workspaceId, name: "First agent" }));
  const connectionSecret = `PSK${randomBytes(24).toString("hex")}`;
  const connection = made(
    await provisioning.createConnection({
      workspaceId,
      provider: "signalwire",
      name: "First SignalWire connection",
      secret: connectionSecret,
    }),
  );
  return {
    workspaceId,
    apiKey: issued.key,
    agentId: agent.id,
    connectionId: connection.id,
    connectionSecret,
  };
}

function made<T>(provisioned: Provisioned<T>): T {
  if (provisioned.ok) return provisioned.value;
  throw new Error(`the first workspace could not be made: ${JSON.stringify(provisioned.reason)}`);
}
