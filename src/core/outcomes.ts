import type { Metadata } from "./catalog/call-events.ts";

type Outcomes = Readonly<Metadata>;

/**
 * What a call or a conversation came to: what was stated of it, and where nothing was, the `outcomes` that the platform
 * attached, as values by name or as a list of the names that hold.
 */
export function outcomesOf({
  outcomes,
  metadata,
}: {
  readonly outcomes: Outcomes;
  readonly metadata: Outcomes;
}): Outcomes {
  return { ...attachedOutcomes(metadata), ...outcomes };
}

function attachedOutcomes({ outcomes: attached = null }: Outcomes): Outcomes {
  if (Array.isArray(attached)) {
    const names = attached.filter((name) => typeof name === "string");
    return Object.fromEntries(names.map((name) => [name, true]));
  }
  return typeof attached === "object" && attached !== null ? attached : {};
}
