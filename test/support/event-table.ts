import { TEXTS } from "#src/core/catalog/texts.ts";
import { CATALOG, type DialectId, EVENT_TYPES, type EventType } from "#src/core/catalog.ts";

const DIALECTS = ["agents-studio", "subverse", "talkover", "11wire"] as const;

/** The rows of the table in docs/events.md, without the padding of its cells. */
export function eventRows(): readonly string[] {
  return EVENT_TYPES.map((type) => {
    const names = DIALECTS.map((dialect) => namesIn(type, dialect));
    return `| ${[`\`${type}\``, TEXTS[type].en.description, ...names].join(" | ")} |`;
  });
}

function namesIn(type: EventType, dialect: Exclude<DialectId, "standard" | "cloudevents">): string {
  const { names } = CATALOG[type];
  return (names[dialect] ?? [])
    .map((name) =>
      typeof name === "string" ? `\`${name}\`` : `\`${name.name}\` (only if it was answered)`,
    )
    .join(", ");
}
