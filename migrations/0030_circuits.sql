-- Webhooks whose endpoints have not answered since the last time they did; one that answers has no row. No foreign key:
-- a check per batch would lock the webhook's row against its owner's edits.
create table circuits (
  webhook_id uuid primary key,
  -- Attempts that were not answered, and the deliveries that they belong to.
  failures int not null,
  failed_deliveries int not null,
  first_failed_at timestamptz not null,
  last_failed_at timestamptz not null,
  -- Null: it is closed still.
  opened_at timestamptz,
  -- Until then nothing is sent; from then on one delivery, to see.
  retry_at timestamptz,
  -- Since when that one is under way; null while none is.
  probe_at timestamptz,
  -- How many of those failed.
  trips int not null default 0
) with (fillfactor = 50);
create index circuits_open on circuits (webhook_id) where opened_at is not null;
