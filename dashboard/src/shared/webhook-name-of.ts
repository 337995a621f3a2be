import type { Webhook } from "#sdk/schema.ts";

/** Its own, else where it leads to. */
export function nameOf({ name, url }: Pick<Webhook, "name" | "url">): string {
  return name ?? url.replace(/^https?:\/\//, "");
}
