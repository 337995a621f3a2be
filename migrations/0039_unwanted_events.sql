-- Whether any webhook has wanted the event: to look for the deliveries of each event among millions takes seconds.
alter table events add column is_wanted boolean not null default false;
update events e set is_wanted = true where exists (select from deliveries d where d.event_id = e.id);
create index events_unwanted on events (workspace_id, id) where not is_wanted;
