import sql from "sql-template-tag";
import type { Query } from "#src/db/sql.ts";
import type {
  ConsoleSession,
  ConsoleSessionStore,
  NewConsoleLink,
  NewConsoleSession,
  SessionOwner,
} from "#src/pipeline/console-session-ports.ts";
import { sha256 } from "#src/security/hmac.ts";

/** A screen that nobody has looked at for so long is signed out. */
const IDLE = sql`interval '12 hours'`;

export function createConsoleSessionStore(query: Query): ConsoleSessionStore {
  return {
    open: (session, owner) => insertSession(query, session, owner),
    openByLink: (session, code) => redeemLink(query, session, code),
    find: (secret, how) => (how === "use" ? useSession(query, secret) : findSession(query, secret)),
    async remove(secret) {
      await query(sql`delete from console_sessions where secret_digest = ${sha256(secret)}`);
    },
    insertLink: (link) => insertLink(query, link),
    prune: () => prune(query),
  };
}

async function insertSession(
  query: Query,
  { id, secret, expiresAt }: NewConsoleSession,
  { workspaceId, by }: SessionOwner,
): Promise<void> {
  const apiKeyId = "apiKeyId" in by ? by.apiKeyId : null;
  const scopes = "scopes" in by ? [...by.scopes] : null;
  await query(sql`
    insert into console_sessions (id, secret_digest, workspace_id, api_key_id, scopes, expires_at)
    values (${id}, ${sha256(secret)}, ${workspaceId}, ${apiKeyId}, ${scopes}::text[], ${expiresAt})`);
}

/** One statement: of two that use a link at the same time, one finds it gone. */
async function redeemLink(
  query: Query,
  { id, secret, expiresAt }: NewConsoleSession,
  code: string,
): Promise<boolean> {
  const rows = await query(sql`
    with used as (
      delete from console_links where code_digest = ${sha256(code)} returning workspace_id, scopes, expires_at
    )
    insert into console_sessions (id, secret_digest, workspace_id, scopes, expires_at)
    select ${id}::uuid, ${sha256(secret)}::bytea, workspace_id, scopes, ${expiresAt}::timestamptz from used
    where expires_at > now()
    returning id`);
  return rows.length === 1;
}

const SHOWN = sql`
  s.id, s.workspace_id as "workspaceId", w.name as "workspaceName", coalesce(k.scopes, s.scopes) as scopes,
  s.expires_at as "expiresAt", k.name as "keyName"`;
const FROM = sql`
  console_sessions s join workspaces w on w.id = s.workspace_id left join api_keys k on k.id = s.api_key_id`;
const HOLDS = sql`
  s.expires_at > now() and s.last_seen_at > now() - ${IDLE} and k.revoked_at is null`;

async function findSession(query: Query, secret: string): Promise<ConsoleSession | null> {
  const [session] = await query<ConsoleSession>(sql`
    select ${SHOWN} from ${FROM} where s.secret_digest = ${sha256(secret)} and ${HOLDS}`);
  return session ?? null;
}

/** Notes its use, once a minute at most. */
async function useSession(query: Query, secret: string): Promise<ConsoleSession | null> {
  const [session] = await query<ConsoleSession>(sql`
    with found as (
      select ${SHOWN}, s.last_seen_at from ${FROM} where s.secret_digest = ${sha256(secret)} and ${HOLDS}
    ), noted as (
      update console_sessions set last_seen_at = now()
      where id in (select id from found where last_seen_at < now() - interval '1 minute')
    )
    select id, "workspaceId", "workspaceName", scopes, "expiresAt", "keyName" from found`);
  return session ?? null;
}

async function insertLink(
  query: Query,
  { code, workspaceId, scopes, expiresAt }: NewConsoleLink,
): Promise<boolean> {
  const rows = await query(sql`
    insert into console_links (code_digest, workspace_id, scopes, expires_at)
    select ${sha256(code)}::bytea, id, ${[...scopes]}::text[], ${expiresAt}::timestamptz from workspaces
    where id = ${workspaceId}
    returning code_digest`);
  return rows.length === 1;
}

async function prune(query: Query): Promise<void> {
  await query(sql`
    with sessions as (
      delete from console_sessions where id in (
        select id from console_sessions where expires_at <= now() or last_seen_at <= now() - ${IDLE}
        limit 1000 for update skip locked)
    )
    delete from console_links where code_digest in (
      select code_digest from console_links where expires_at <= now() limit 1000 for update skip locked)`);
}
