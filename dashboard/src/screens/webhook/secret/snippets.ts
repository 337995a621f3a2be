import type { Webhook } from "#sdk/schema.ts";
// Text is data: a file that is fetched when it is shown.
import url from "./snippets.json?url";

export const LANGUAGES = [
  { value: "node", label: "Node.js" },
  { value: "python", label: "Python" },
  { value: "php", label: "PHP" },
  { value: "go", label: "Go" },
] as const;

/** Ways in which a delivery is signed; each stands in headers of its own. */
export type Scheme = "standard" | "agents-studio" | "talkover" | "11wire" | "ed25519";

type Snippets = Readonly<
  Record<Scheme, Readonly<Record<(typeof LANGUAGES)[number]["value"], readonly string[]>>>
>;

const OWN: readonly Scheme[] = ["agents-studio", "talkover", "11wire"];

/** Those that the webhook's deliveries carry, the one that its format is known for first. */
export function schemesOf({ dialect, publicKey }: Webhook): readonly Scheme[] {
  return [
    ...OWN.filter((scheme) => scheme === dialect),
    "standard",
    ...(publicKey === null ? [] : ["ed25519" as const]),
  ];
}

export async function loadSnippets(signal: AbortSignal): Promise<Snippets> {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new TypeError(`no text at ${url}`);
  return (await response.json()) as Snippets;
}
