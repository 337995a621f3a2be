-- callbacks, events, deliveries and attempts become tables in partitions by id, which is a UUIDv7 and so a time. What there
-- is stays where it is and becomes the first partition, up to the end of tomorrow (UTC); src/db/partitions.ts makes those
-- after it. What is in none of them (a clock that jumped) goes into the default partition.
do $$
declare
  ends text := lpad(to_hex((extract(epoch from date_trunc('day', now() at time zone 'UTC') + interval '2 days') * 1000)::bigint), 12, '0');
  bound uuid := (substr(ends, 1, 8) || '-' || substr(ends, 9, 4) || '-7000-8000-000000000000')::uuid;
  big record;
  old record;
begin
  for big in
    select * from (values
      ('callbacks', 'id', 'id'), ('events', 'id', 'id'), ('deliveries', 'id', 'id'),
      ('attempts', 'delivery_id', 'delivery_id, number')) as t (name, key, primary_key)
  loop
    execute format('alter table %I rename to %I', big.name, big.name || '_first');
    for old in
      select indexrelid::regclass::text as name from pg_index where indrelid = (big.name || '_first')::regclass
    loop
      execute format('alter index %I rename to %I', old.name, replace(old.name, big.name || '_', big.name || '_first_'));
    end loop;
    execute format(
      'create table %I (like %I including defaults including constraints including storage including generated) partition by range (%I)',
      big.name, big.name || '_first', big.key);
    execute format('alter table %I add primary key (%s)', big.name, big.primary_key);
    execute format('create table %I partition of %I default', big.name || '_default', big.name);
    -- A clock that was ahead. There they wait until their partition is made.
    execute format(
      'with ahead as (delete from %1$I where %3$I >= %4$L returning *) insert into %2$I (%5$s) select %5$s from ahead',
      big.name || '_first', big.name || '_default', big.key, bound,
      (select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute
       where attrelid = big.name::regclass and attnum > 0 and not attisdropped and attgenerated = ''));
    execute format('alter table %I attach partition %I for values from (minvalue) to (%L)',
      big.name, big.name || '_first', bound);
  end loop;
end $$;

-- The sequence makes these unique.
drop index callbacks_first_by_number, deliveries_first_by_number;
-- Where the first partition has the like, it is taken over.
create index callbacks_by_workspace on callbacks (workspace_id, id);
create index callbacks_by_call on callbacks (workspace_id, call_id) where call_id is not null;
create index callbacks_rejected on callbacks (provider, connection_id, id) where verdict = 'rejected';
create index callbacks_with_file on callbacks (id) where body_path is not null and body_removed_at is null;
create index callbacks_by_number on callbacks (number);
create index events_by_workspace on events (workspace_id, id);
create index events_by_call on events (workspace_id, call_id) where call_id is not null;
create index events_by_conversation on events (workspace_id, conversation_id) where conversation_id is not null;
create index events_by_callback on events (callback_id) where callback_id is not null;
create index deliveries_by_webhook on deliveries (webhook_id, id);
create index deliveries_by_event on deliveries (event_id);
create index deliveries_by_number on deliveries (number);
create index deliveries_undelivered on deliveries (workspace_id, id) where undelivered;
create index deliveries_reopened on deliveries (id) where reopened_at is not null;

-- As the partitions after it. Most deliveries are written again within milliseconds: with room for that on their own page
-- no index has to be told.
alter table deliveries_first set (fillfactor = 50);
