import { answer, api } from "#dashboard/app/client.ts";
import { type Query, useQuery } from "#dashboard/app/query.ts";
import { language } from "#dashboard/i18n/language.ts";
import type { Provider, ProviderList, Words } from "#sdk/schema.ts";

export function useProviders(): Query<ProviderList> {
  return useQuery("providers", (signal) => answer(api.GET("/v1/providers", { signal })));
}

export function providerOf(list: Query<ProviderList>, id: string): Provider | undefined {
  return list.data?.data.find((provider) => provider.id === id);
}

/** Text that the API has in every language. */
export function inWords(words: Words): string {
  const short = language.value.slice(0, 2);
  const own = short === "es" || short === "pt" ? words[short] : words.en;
  return own ?? words.en ?? "";
}
