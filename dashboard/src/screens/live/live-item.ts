/** What the stream tells, in the short form of a list's row. */
export type LiveKind = "event" | "delivery" | "callback";

export type LiveItem = {
  readonly kind: LiveKind;
  readonly at: string;
  /** Tells two rows about one delivery apart. */
  readonly key: string;
  readonly title: string;
  readonly status: string | null;
  readonly note: string;
  readonly href: string | null;
};

export const KINDS: readonly LiveKind[] = ["callback", "event", "delivery"];

let count = 0;

/** A line of the stream; null where it is not what it should be. */
export function itemOf(kind: LiveKind, text: string): LiveItem | null {
  const data: unknown = JSON.parse(text);
  if (typeof data !== "object" || data === null) return null;
  const row = data as Readonly<Record<string, unknown>>;
  count += 1;
  const told = (name: string): string | null => {
    const value = row[name];
    return typeof value === "string" || typeof value === "number" ? String(value) : null;
  };
  const id = told("id") ?? "";
  return { kind, key: `${count}`, ...SHAPES[kind](told, id, row["duplicate"] === true) };
}

type Told = (name: string) => string | null;
type Shape = Omit<LiveItem, "kind" | "key">;

const SHAPES: Readonly<Record<LiveKind, (told: Told, id: string, isDuplicate: boolean) => Shape>> =
  {
    event: (told, id) => ({
      at: told("createdAt") ?? now(),
      title: told("type") ?? "",
      status: null,
      note: told("callId") ?? told("conversationId") ?? "",
      href: `/dashboard/events/${id}`,
    }),
    delivery: (told, id) => ({
      at: told("updatedAt") ?? now(),
      title: told("eventKey") ?? "",
      status: told("status"),
      note: told("responseStatus") ?? told("errorClass") ?? "",
      href: `/dashboard/deliveries/${id}`,
    }),
    callback: (told, id, isDuplicate) => ({
      at: told("receivedAt") ?? now(),
      title: [told("provider"), told("type")].filter((part) => part !== null).join(" · "),
      status: isDuplicate ? "duplicate" : told("verdict"),
      note: told("reason") ?? "",
      // Of a duplicate nothing is kept but that it came.
      href: isDuplicate ? null : `/dashboard/callbacks/${id}`,
    }),
  };

function now(): string {
  return new Date().toISOString();
}
