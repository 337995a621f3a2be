import type { messages as source } from "./en.ts";
import type { Placeholders, Translation } from "./translation.ts";

type Messages = typeof source;

/** All text of the console in one language. */
export type Catalogue = { readonly [Area in keyof Messages]: Translation<Messages[Area]> };

type KeyOf<Area extends keyof Messages> = Area extends string
  ? `${Area}.${keyof Messages[Area] & string}`
  : never;

/** `"webhooks.title"` */
export type MessageKey = KeyOf<keyof Messages>;

type MessageOf<Key extends MessageKey> = Key extends `${infer Area}.${infer Name}`
  ? Area extends keyof Messages
    ? Name extends keyof Messages[Area]
      ? Messages[Area][Name]
      : never
    : never
  : never;

type NamesOf<Message> = Message extends string
  ? Placeholders<Message>
  : Message extends { readonly other: infer Text extends string }
    ? Placeholders<Text> | "n"
    : never;

/** What fills the placeholders; of a plural always `n`, which is a number. */
type ValuesOf<Message, Value> = {
  readonly [Name in NamesOf<Message>]: Name extends "n"
    ? Message extends string
      ? Value
      : number
    : Value;
};

/** No second argument where there is nothing to fill in. */
export type ArgumentsOf<Key extends MessageKey, Value> = [NamesOf<MessageOf<Key>>] extends [never]
  ? []
  : [values: ValuesOf<MessageOf<Key>, Value>];

/** Keys of text with nothing to fill in: what a table of labels may hold. */
export type PlainKey = {
  [Key in MessageKey]: ArgumentsOf<Key, unknown> extends [] ? Key : never;
}[MessageKey];
