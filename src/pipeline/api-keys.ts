import { API_KEY_FIELDS } from "#src/core/filter-fields.ts";
import { type RawListQuery, readListQuery } from "#src/core/list-query.ts";
import { fail, ok, type Result } from "#src/core/result.ts";
import type { ApiKeyStore, ApiKeyView, ResourceRef } from "./configuration-ports.ts";
import { type IssuedApiKey, type Provisioning, scopeIssues } from "./provisioning.ts";
import { invalid, NOT_FOUND } from "./refusals.ts";
import type { Principal, ReadRefusal, Refusal } from "./tenant-ports.ts";
import type { Listed } from "./webhooks.ts";

export type ApiKeyInput = { readonly name: string; readonly scopes: readonly string[] };

/** `beyond-own`: nobody hands on what they may not do themselves. */
export type ApiKeyRefusal =
  | Refusal
  | { readonly kind: "beyond-own"; readonly scopes: readonly string[] };

export type ApiKeys = {
  create(creator: Principal, input: ApiKeyInput): Promise<Result<IssuedApiKey, ApiKeyRefusal>>;
  get(ref: ResourceRef): Promise<Result<ApiKeyView, ReadRefusal>>;
  list(workspaceId: string, query: RawListQuery): Promise<Result<Listed<ApiKeyView>, ReadRefusal>>;
  /** From the very next request on. */
  revoke(ref: ResourceRef): Promise<Result<void, ReadRefusal>>;
};

export type ApiKeysDependencies = {
  readonly store: ApiKeyStore;
  readonly provisioning: Pick<Provisioning, "createApiKey">;
  readonly now: () => Date;
};

/** The keys of a workspace, managed by those of its keys that may. */
export function createApiKeys({ store, provisioning, now }: ApiKeysDependencies): ApiKeys {
  return {
    async create({ workspaceId, scopes: own }, { name, scopes }) {
      const issues = scopeIssues(scopes);
      if (issues.length > 0) return invalid(...issues);
      const beyond = own.includes("*") ? [] : scopes.filter((scope) => !own.includes(scope));
      if (beyond.length > 0) return fail({ kind: "beyond-own", scopes: beyond });
      return provisioning.createApiKey({ workspaceId, name, scopes });
    },
    async get(ref) {
      const key = await store.find(ref);
      return key === null ? NOT_FOUND : ok(key);
    },
    async list(workspaceId, raw) {
      const query = readListQuery(raw, API_KEY_FIELDS);
      if (!query.ok) return invalid(...query.reason);
      const { page, limit } = query.value;
      return ok({ ...(await store.list(workspaceId, query.value)), page, limit });
    },
    async revoke(ref) {
      return (await store.revoke(ref, now())) ? ok() : NOT_FOUND;
    },
  };
}
