-- What was answered to a request that named an Idempotency-Key, written in the transaction of its effect.
create table idempotency_keys (
  workspace_id uuid not null,
  -- The operation: the same key may be used for another one.
  route text not null,
  key text not null,
  -- SHA-256 of the body, in hex.
  body_digest text not null,
  -- Null only inside the transaction that claims the key.
  status int,
  answer text,
  expires_at timestamptz not null,
  primary key (workspace_id, route, key)
);
create index idempotency_keys_by_expiry on idempotency_keys (expires_at);
