alter table webhooks add column ordering text not null default 'none' check (ordering in ('none', 'call'));

-- Deliveries that wait for each other: those of one webhook and one call or conversation that have not ended. The head
-- has a job; the others have none, and each gets one in the transaction that ends the head before it. Rows of webhooks
-- without an order are not here, and nothing refers to it, so that it costs those webhooks nothing.
create table ordered_deliveries (
  delivery_id uuid primary key,
  webhook_id uuid not null,
  -- core/ordering.ts
  order_key text not null,
  -- Given out under the head's lock, so that it is the order of the commits.
  position bigint generated always as identity,
  is_head boolean not null
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
create unique index ordered_heads on ordered_deliveries (webhook_id, order_key) where is_head;
create index ordered_waiting on ordered_deliveries (webhook_id, order_key, position) where not is_head;
