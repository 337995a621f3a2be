import type { EventDraft } from "#src/core/catalog.ts";
import {
  type ConversationWindow,
  conversationKey,
  endDueAt,
  endWindow,
  receiveMessage,
} from "#src/core/conversation.ts";

/** The windows of 24 hours that messages have to fall into. */
export type Conversations = {
  /** The event in its window, after what opening that tells. */
  place(event: EventDraft): readonly EventDraft[];
  /** Tells the ends that are due. */
  end(now: Date): readonly EventDraft[];
  /** When an end is to be told, for each window whose end was not. */
  endTimes(): readonly string[];
};

export function createConversations(newId: () => string): Conversations {
  const windows = new Map<string, ConversationWindow>();
  return {
    place(event) {
      const key = event.type === "whatsapp.messageReceived" ? conversationKey(event) : null;
      if (event.type !== "whatsapp.messageReceived" || key === null) return [event];
      const step = receiveMessage(windows.get(key) ?? null, event, newId());
      windows.set(key, step.window);
      const { conversationId, events } = step;
      return [...events, { ...event, conversationId, data: { ...event.data, conversationId } }];
    },
    end(now) {
      return [...windows].flatMap(([key, known]) => {
        const { window, events } = endWindow(known, now.toISOString());
        windows.set(key, window);
        return events;
      });
    },
    endTimes: () => [...windows.values()].flatMap((window) => endDueAt(window) ?? []),
  };
}
