-- What the dialects' own interfaces say of a webhook.
alter table webhooks
  -- The id by which the 11Wire interface knows it.
  add column number bigint not null generated always as identity,
  add column name text,
  -- core/webhook-filters.ts: WebhookFilters.
  add column filters json,
  -- The tenant's own notes.
  add column metadata json,
  -- Raised by every change of its settings: what an ETag names.
  add column revision int not null default 1,
  -- The secret before a rotation signs beside the new one until then.
  add column previous_secret_sealed text,
  add column previous_secret_until timestamptz,
  -- Ed25519: the seed, and what verifiers are given.
  add column signing_key_sealed text,
  add column public_key text;
create unique index webhooks_by_number on webhooks (number);
