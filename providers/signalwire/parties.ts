import type { Direction } from "#src/core/catalog/call-events.ts";
import type { Device } from "./schema-json.ts";

const PHONE_NUMBER = /^\+\d{5,15}$/;

export type Parties = { readonly from: string | null; readonly to: string | null };

/** The two ends of a leg: numbers of a phone, addresses of anything else. */
export function partiesOf(device: Device): Parties {
  const params = device?.params;
  return {
    from: params?.from_number ?? params?.from ?? null,
    to: params?.to_number ?? params?.to ?? null,
  };
}

/** A party as events show it: a number without the scheme in front; a SIP address as it is, unless it holds a number. */
export function partyOf(text: string | null): string | null {
  const bare = text?.trim().replace(/^(whatsapp|tel):/i, "") ?? "";
  if (bare === "") return null;
  const user = sipAddress(bare)?.split("@", 1)[0] ?? "";
  return PHONE_NUMBER.test(user) ? user : bare;
}

/** What an agent may be known by, our side first: a caller rings the agent's number, an agent calls from it. */
export function referencesTo(
  direction: Direction | null,
  { from, to }: Parties,
): readonly string[] {
  const sides = direction === "outbound" ? [from, to] : [to, from];
  return [...new Set(sides.flatMap(namesOf))];
}

function namesOf(text: string | null): readonly string[] {
  const party = partyOf(text);
  if (party === null) return [];
  const address = sipAddress(text?.trim() ?? "");
  return address === null ? [party] : [party, address];
}

/** `alice@example.com` of `sip:alice@example.com:5060;transport=tls`; null where it is no SIP address. */
function sipAddress(text: string): string | null {
  return /^sips?:([^;?>:]+)/i.exec(text)?.[1] ?? null;
}
