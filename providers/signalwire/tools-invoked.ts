import type { EventDraft } from "#src/core/catalog.ts";
import { redactJson, redactTarget } from "#src/security/redact.ts";
import { aboutConversation, type Conversation } from "./conversation.ts";
import { metadataOf } from "./facts.ts";
import { instantOfSeconds } from "./instants.ts";

import type { SwaigEntry } from "./schema-agent.ts";

/** One event for each entry of `swaig_log`. SignalWire numbers no invocations: call, time, name and place tell them apart. */
export function toolsInvoked(conversation: Conversation): readonly EventDraft[] {
  return conversation.report.swaig_log.map((entry, index) =>
    toolInvoked(conversation, entry, index),
  );
}

function toolInvoked(conversation: Conversation, entry: SwaigEntry, index: number): EventDraft {
  const { id, callId, attached, endedAt, receivedAt } = conversation;
  const name = entry.command_name ?? "unknown";
  return {
    type: "tool.invoked",
    occurredAt: instantOfSeconds(entry.epoch_time) ?? endedAt ?? receivedAt,
    dedupeKey: `tool:${id}:${entry.epoch_time ?? ""}:${name}:${index}`,
    ...aboutConversation(conversation),
    data: {
      toolId: null,
      toolIdentifier: name,
      invocationId: null,
      executionId: attached.executionId,
      callId,
      conversationId: id,
      arguments: redactJson(parsedArguments(entry.command_arg)),
      result: { success: hasSucceeded(entry), output: redactJson(outputOf(entry)) },
      durationMs: null,
      metadata: {
        ...attached.ids,
        ...metadataOf({
          toolType: toolType(entry),
          toolUrl: entry.url === null ? null : redactTarget(entry.url),
        }),
      },
    },
  };
}

/** What a model writes is not always JSON; then the text itself. */
function parsedArguments(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function outputOf(entry: SwaigEntry): unknown {
  return entry.post_response ?? entry.delayed_post_response ?? entry.mcp_response ?? null;
}

/** An entry with a URL and no response called a server that gave none. */
function hasSucceeded(entry: SwaigEntry): boolean {
  if (entry.mcp_error === true) return false;
  return entry.url === null || outputOf(entry) !== null;
}

function toolType({ native, mcp_tool, url }: SwaigEntry): string | null {
  if (native === true) return "native";
  if (mcp_tool !== null) return "mcp";
  return url === null ? null : "webhook";
}
