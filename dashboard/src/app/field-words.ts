import { known } from "#dashboard/i18n/t.ts";

type Rule = readonly [pattern: RegExp, key: string];

/** The API says in English what is wrong with a field: of each sentence the console's own. Groups fill placeholders. */
const RULES: readonly Rule[] = [
  [/expected \w+, received (?:undefined|null)$|^is required$/, "required"],
  [/^Invalid input: expected/, "kind"],
  [/^Invalid option: expected one of (?<values>.+)$/, "oneOf"],
  [/^must be one of (?<values>.+)$/, "oneOf"],
  [/^Too small: expected string to have >=?1 characters$|^must not be empty$/, "notEmpty"],
  [/^Too big: expected string to have <=?(?<most>\d+) characters$/, "longest"],
  [/^(?:must have|has) at most (?<most>\d+) characters/, "longest"],
  [/must (?:have|be a text of) (?<least>\d+) to (?<most>\d+) characters/, "length"],
  [/^Too big: expected (?:number|int) to be <=?(?<most>[\d.]+)$/, "most"],
  [/^Too small: expected (?:number|int) to be >=?(?<least>[\d.]+)$/, "least"],
  [/^Too big: expected (?:array|record|object|map) to have <=?(?<most>\d+) /, "entries"],
  [/^(?:must have|has) at most (?<most>\d+) entries$/, "entries"],
  [/^only https:\/\//, "https"],
  [/not on the public internet/, "privateAddress"],
  [/must not hold a user name/, "credentials"],
  [/must not have a fragment/, "fragment"],
  [/^this port belongs/, "port"],
  [/^Invalid URL$|is not a URL|not an absolute URL/, "url"],
  [/must not contain spaces/, "spaces"],
  [/must not contain control characters|contains a NUL/, "control"],
  [/^is not a valid header name/, "headerName"],
  [/^is given twice; header names/, "headerTwice"],
  [/^belongs to the HTTP connection/, "headerConnection"],
  [/^describes the body/, "headerBody"],
  [/^is set by the gateway/, "headerGateway"],
  [/^carries the signature/, "headerSignature"],
  [/^is a credential; deliveries/, "headerCredential"],
  [/^holds visible ASCII/, "headerValue"],
  [/^is a mask/, "mask"],
  [/^is not an agent of this/, "unknownAgent"],
  [/^is not a workflow of this/, "unknownWorkflow"],
  [/^is not an id$/, "notAnId"],
  [/^must name one scope/, "oneScope"],
  [/must not be in the future/, "future"],
  [/^must be after since$/, "order"],
  [/^at position (?<position>\d+): (?<text>.+)$/, "position"],
];

/** In the active language where the sentence is known, else as the API said it. */
export function fieldWords(message: string): string {
  for (const [pattern, key] of RULES) {
    const found = pattern.exec(message);
    if (found === null) continue;
    const text = known("fieldError", key) ?? message;
    return text.replace(/\{(\w+)\}/g, (_, name: string) => found.groups?.[name] ?? "");
  }
  return message;
}
