-- What the body was rendered for: it is signed and judged as that, also when its webhook has come to speak another
-- dialect since. Null: the webhook's own.
alter table deliveries add column dialect text;
