import { createHmac } from "node:crypto";
import { markerOf } from "./marker.ts";
import type { Form, Target } from "./plan.ts";

export type Post = {
  readonly path: string;
  /** Names and values in turns. */
  readonly headers: string[];
  readonly body: string;
};

/** Makes callback `n` of a run for a target. */
export type Render = (number: number) => Post;

const TIMESTAMP = "Fri, 21 Aug 2026 15:00:00 +0000";

/** All that is the same in every callback is made once: the generator shares its cores with what it measures. */
export function rendererFor(run: string, target: Target): Render {
  const { pathname, search } = new URL(target.url);
  const path = pathname + search;
  const own = Object.entries(target.headers).flat();
  const write = writerFor(target.url, target.form);
  return (number) => {
    const { headers, body } = write(markerOf(run, number));
    return { path, headers: [...own, ...headers], body };
  };
}

type Write = (id: string) => { readonly headers: readonly string[]; readonly body: string };

function writerFor(url: string, form: Form): Write {
  return form.kind === "json" ? jsonWriter(form.template) : signalwireWriter(url, form);
}

const JSON_HEADERS = ["content-type", "application/json"];

function jsonWriter(template: string): Write {
  return (id) => ({ headers: JSON_HEADERS, body: template.replaceAll("{id}", id) });
}

function signalwireWriter(
  url: string,
  { secret, from }: Extract<Form, { readonly kind: "signalwire" }>,
): Write {
  // In the order of their names, as they are signed.
  const before = [
    ["AccountSid", "4b7ae78a-d02e-4889-a63b-08b156d5916e"],
    ["ApiVersion", "2010-04-01"],
  ] as const;
  const after = [
    ["CallStatus", "initiated"],
    ["CallbackSource", "call-progress-events"],
    ["Direction", "outbound-api"],
    ["From", from],
    ["SequenceNumber", "0"],
    ["Timestamp", TIMESTAMP],
    ["To", "+12135877632"],
  ] as const;
  const body = [`${formOf(before)}&CallSid=`, `&${formOf(after)}`] as const;
  const signed = [`${url}${before.flat().join("")}CallSid`, after.flat().join("")] as const;
  return (id) => {
    const signature = createHmac("sha1", secret)
      .update(signed[0] + id + signed[1])
      .digest("base64");
    const headers = [...FORM_HEADERS, "x-signalwire-signature", signature];
    return { headers, body: body[0] + id + body[1] };
  };
}

const FORM_HEADERS = [
  "user-agent",
  "SignalWire",
  "content-type",
  "application/x-www-form-urlencoded; charset=UTF-8",
] as const;

function formOf(parameters: readonly (readonly [string, string])[]): string {
  return new URLSearchParams(Object.fromEntries(parameters)).toString();
}
