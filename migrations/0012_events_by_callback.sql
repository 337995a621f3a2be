-- Which events a callback yielded.
create index events_by_callback on events (callback_id) where callback_id is not null;
