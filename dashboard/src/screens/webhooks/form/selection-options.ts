import { answer, api } from "#dashboard/app/client.ts";
import { where } from "#dashboard/app/where.ts";
import type { ComboOption } from "#dashboard/ui/combobox.tsx";

type Named = { readonly id: string; readonly name: string };
type ListQuery = { limit: number; sort: string; filter?: string; page?: number };
type Ask = (query: ListQuery, signal?: AbortSignal) => Promise<{ readonly data: readonly Named[] }>;

const SHOWN = 20;
const PAGE = 100;
/** No more can be named by one webhook. */
const MOST = 1000;

const agents: Ask = (query, signal) =>
  answer(api.GET("/v1/agents", { params: { query }, ...(signal && { signal }) }));

const workflows: Ask = (query, signal) =>
  answer(api.GET("/v1/workflows", { params: { query }, ...(signal && { signal }) }));

export const AGENT_OPTIONS = optionsOf(agents);
export const WORKFLOW_OPTIONS = optionsOf(workflows);

function optionsOf(ask: Ask) {
  return {
    async search(text: string, signal: AbortSignal): Promise<readonly ComboOption[]> {
      const filter = where.contains("name", text);
      const found = await ask({ limit: SHOWN, sort: "name", ...(filter && { filter }) }, signal);
      return found.data.map(optionOf);
    },
    async loadAll(): Promise<readonly ComboOption[]> {
      const all: ComboOption[] = [];
      for (let page = 1; all.length < MOST; page++) {
        const { data } = await ask({ limit: PAGE, sort: "name", page });
        all.push(...data.map(optionOf));
        if (data.length < PAGE) break;
      }
      return all;
    },
    /** Names by id. */
    async names(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
      const starts = Array.from({ length: Math.ceil(ids.length / PAGE) }, (_, n) => n * PAGE);
      const parts = await Promise.all(
        starts.map((start) => {
          const filter = where.oneOf("id", ids.slice(start, start + PAGE)) ?? "";
          return ask({ limit: PAGE, sort: "name", filter });
        }),
      );
      return new Map(parts.flatMap(({ data }) => data.map(({ id, name }) => [id, name] as const)));
    },
  };
}

function optionOf({ id, name }: Named): ComboOption {
  return { id, label: name };
}
