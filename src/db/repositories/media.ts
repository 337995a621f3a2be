import sql from "sql-template-tag";
import { parseId } from "#src/core/ids.ts";
import type { Query } from "#src/db/sql.ts";
import type {
  ConversationRef,
  HeldOver,
  NewMedia,
  StoredMedia,
} from "#src/pipeline/media-ports.ts";

/** Class of the transaction locks on conversations whose recording and report may come at the same time. */
const CONVERSATION_LOCK_CLASS = 7_350_013;

/** In one order for every transaction. */
export async function lockConversationMedia(
  query: Query,
  conversations: readonly ConversationRef[],
): Promise<void> {
  const names = conversations.map(nameOf).toSorted();
  await query(sql`
    select pg_advisory_xact_lock(${CONVERSATION_LOCK_CLASS}::int, hashtext(name))
    from unnest(${names}::text[]) as k (name)`);
}

/** The calls that conversations were held over, as far as stored events tell; in the order asked. */
export async function callsOfConversations(
  query: Query,
  conversations: readonly ConversationRef[],
): Promise<readonly (string | null)[]> {
  const rows = await query<{ workspace_id: string; conversation_id: string; call_id: string }>(sql`
    select k.workspace_id, k.conversation_id, coalesce(
      (select e.call_id from events e
       where e.workspace_id = k.workspace_id and e.conversation_id = k.conversation_id
         and e.call_id is not null order by e.id limit 1),
      (select c.call_id from calls c
       where c.workspace_id = k.workspace_id and c.call_id = k.conversation_id)) as call_id
    from unnest(
      ${conversations.map((key) => key.workspaceId)}::uuid[],
      ${conversations.map((key) => key.conversationId)}::text[]) as k (workspace_id, conversation_id)`);
  const calls = new Map(
    rows.map((row) => [
      nameOf({ workspaceId: row.workspace_id, conversationId: row.conversation_id }),
      row.call_id,
    ]),
  );
  return conversations.map((conversation) => calls.get(nameOf(conversation)) ?? null);
}

/** Stores those whose key is new to the workspace; returns their ids. */
export async function insertMedia(
  query: Query,
  media: readonly NewMedia[],
): Promise<ReadonlySet<string>> {
  const rows = media.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const inserted = await query<{ id: string }>(sql`
    insert into media (id, workspace_id, key, kind, call_id, conversation_id, content_type, size_bytes,
      sha256, path)
    select * from unnest(
      ${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => row.workspaceId)}::uuid[],
      ${rows.map((row) => row.key)}::text[], ${rows.map((row) => row.kind)}::text[],
      ${rows.map((row) => row.callId)}::text[], ${rows.map((row) => row.conversationId)}::text[],
      ${rows.map((row) => row.contentType)}::text[], ${rows.map((row) => row.sizeBytes)}::bigint[],
      ${rows.map((row) => Buffer.from(row.sha256))}::bytea[], ${rows.map((row) => row.path)}::text[])
    on conflict (workspace_id, key) do nothing
    returning id`);
  return new Set(inserted.map(({ id }) => id));
}

/** Gives recordings without a call the call of their conversation; tells of each, in order, whether one is there. */
export async function assignMedia(
  query: Query,
  conversations: readonly HeldOver[],
): Promise<readonly boolean[]> {
  const rows = await query<{ workspace_id: string; conversation_id: string }>(sql`
    with told as (
      select distinct on (workspace_id, conversation_id) workspace_id, conversation_id, call_id from unnest(
        ${conversations.map((key) => key.workspaceId)}::uuid[],
        ${conversations.map((key) => key.conversationId)}::text[],
        ${conversations.map((key) => key.callId)}::text[]) as k (workspace_id, conversation_id, call_id)
    ), assigned as (
      update media m set call_id = told.call_id from told
      where m.workspace_id = told.workspace_id and m.conversation_id = told.conversation_id and m.call_id is null
    )
    select distinct m.workspace_id, m.conversation_id from media m join told
      on m.workspace_id = told.workspace_id and m.conversation_id = told.conversation_id
    where m.deleted_at is null`);
  const recorded = new Set(
    rows.map((row) =>
      nameOf({ workspaceId: row.workspace_id, conversationId: row.conversation_id }),
    ),
  );
  return conversations.map((conversation) => recorded.has(nameOf(conversation)));
}

export async function isMediaKnown(
  query: Query,
  workspaceId: string,
  key: string,
): Promise<boolean> {
  const rows = await query(sql`
    select from media where workspace_id = ${workspaceId} and key = ${key}`);
  return rows.length > 0;
}

/** The latest recording of a call or conversation; one that is still there before one that was deleted. */
export async function findRecording(
  query: Query,
  { workspaceId, id }: { readonly workspaceId: string; readonly id: string },
): Promise<StoredMedia | null> {
  const [row] = await query<StoredMedia>(sql`
    select id, content_type as "contentType", size_bytes as "sizeBytes", sha256, path,
      deleted_at as "deletedAt"
    from media
    where workspace_id = ${workspaceId} and kind = 'recording'
      and (call_id = ${id} or conversation_id = ${id} or id = ${parseId(id)})
    order by (deleted_at is null) desc, created_at desc, id limit 1`);
  return row ?? null;
}

/** What was told as `call.transcriptionCompleted`, as JSON text; the latest one where there are several. */
export async function findTranscript(
  query: Query,
  { workspaceId, id }: { readonly workspaceId: string; readonly id: string },
): Promise<string | null> {
  const [row] = await query<{ data: string }>(sql`
    select data from events
    where workspace_id = ${workspaceId} and type = 'call.transcriptionCompleted'
      and (call_id = ${id} or conversation_id = ${id})
    order by events.id desc limit 1`);
  return row?.data ?? null;
}

/** Nobody is shown it from now on. Returns the paths of what was not deleted before. */
export async function markRecordingsDeleted(
  query: Query,
  { workspaceId, id }: { readonly workspaceId: string; readonly id: string },
): Promise<readonly string[]> {
  const rows = await query<{ path: string }>(sql`
    update media set deleted_at = now()
    where workspace_id = ${workspaceId} and kind = 'recording' and deleted_at is null
      and (call_id = ${id} or conversation_id = ${id} or id = ${parseId(id)})
    returning path`);
  return rows.map(({ path }) => path);
}

/** What was stored before a time, oldest first. */
export async function mediaBefore(
  query: Query,
  before: Date,
  limit: number,
): Promise<readonly { readonly id: string; readonly path: string }[]> {
  return query<{ id: string; path: string }>(sql`
    select id, path from media where created_at < ${before} order by created_at limit ${limit}`);
}

export async function deleteMedia(query: Query, ids: readonly string[]): Promise<void> {
  await query(sql`delete from media where id = any(${ids}::uuid[])`);
}

/** Does a committed row name the file? Its name is the row's id. */
export async function isFileNamed(query: Query, path: string): Promise<boolean> {
  const id = path.slice(path.lastIndexOf("/") + 1);
  const rows = await query(sql`
    select from callbacks where id = ${id} and body_path = ${path}
    union all
    select from media where id = ${id} and path = ${path}`);
  return rows.length > 0;
}

/** A workspace's id holds no space. */
function nameOf({ workspaceId, conversationId }: ConversationRef): string {
  return `${workspaceId} ${conversationId}`;
}
