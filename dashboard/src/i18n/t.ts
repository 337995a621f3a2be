import { type ComponentChildren, isValidElement } from "preact";
import type { ArgumentsOf, MessageKey } from "./catalogue.ts";
import { formatters, number, pluralForm } from "./format.ts";
import { type Forms, language, messages } from "./language.ts";

export type { MessageKey, PlainKey } from "./catalogue.ts";

/** Numbers, times and sizes as the active language writes them. */
export const fmt = formatters;

type Value = string | number;
type Values = Readonly<Record<string, unknown>>;

const PLACEHOLDER = /\{(\w+)\}/g;

/** Text in the active language. Reads a signal, so whoever renders it renders anew when the language changes. */
export function t<Key extends MessageKey>(key: Key, ...given: ArgumentsOf<Key, Value>): string {
  const values: Values = given[0] ?? {};
  return textOf(key, values).replace(PLACEHOLDER, (_, name: string) => shown(values[name]));
}

/** The same with elements in place of placeholders. */
export function rich<Key extends MessageKey>(
  key: Key,
  ...given: ArgumentsOf<Key, ComponentChildren>
): ComponentChildren {
  const values: Values = given[0] ?? {};
  // A text split at a pattern with a group has the groups at the odd places.
  return textOf(key, values)
    .split(PLACEHOLDER)
    .map((part, index) => (index % 2 === 0 ? part : inline(values[part])));
}

/** Text of a key that only the server's answer tells; undefined where there is no such key. */
export function known(area: Area, name: string): string | undefined {
  const found = lookUp(area, name);
  return typeof found === "string" ? found : undefined;
}

type Area = MessageKey extends infer Key
  ? Key extends `${infer Name}.${string}`
    ? Name
    : never
  : never;

function textOf(key: string, values: Values): string {
  const dot = key.indexOf(".");
  const message = lookUp(key.slice(0, dot), key.slice(dot + 1));
  if (message === undefined) return key;
  return typeof message === "string" ? message : formOf(message, Number(values["n"]));
}

function lookUp(area: string, name: string): string | Forms | undefined {
  const areas: Readonly<Record<string, Readonly<Record<string, string | Forms | undefined>>>> =
    messages.value ?? {};
  const found = areas[area];
  return found !== undefined && Object.hasOwn(found, name) ? found[name] : undefined;
}

function formOf(forms: Forms, n: number): string {
  return forms[pluralForm(language.value, n)] ?? forms.other ?? "";
}

function shown(value: unknown): string {
  return typeof value === "number" ? number(value) : String(value ?? "");
}

function inline(value: unknown): ComponentChildren {
  return isValidElement(value) || Array.isArray(value) ? value : shown(value);
}
