import { normalizeReference } from "#src/core/references.ts";
import { fail, ok, type Result } from "#src/core/result.ts";
import type { AgentReferences } from "./configuration-ports.ts";
import type { Refusal } from "./tenant-ports.ts";

/** A reference means one agent, however it is spelt. `taken`: what the workspace's other agents have. */
export function checkReferences(
  references: readonly string[],
  taken: readonly AgentReferences[],
): Result<void, Refusal> {
  const owners = new Map(
    taken.flatMap((agent) =>
      agent.references.map((reference) => [normalizeReference(reference), agent.id]),
    ),
  );
  const mine = references.find((reference) => owners.has(normalizeReference(reference)));
  if (mine === undefined) return ok();
  const owner = owners.get(normalizeReference(mine));
  return fail({
    kind: "conflict",
    message: `The reference ${mine} is that of agent ${owner} already.`,
  });
}
