-- The 11Wire interface lists callbacks and deliveries as one history under integer ids.
create sequence record_numbers;
alter table callbacks add column number bigint not null default nextval('record_numbers');
alter table deliveries add column number bigint not null default nextval('record_numbers');
create unique index callbacks_by_number on callbacks (number);
create unique index deliveries_by_number on deliveries (number);
