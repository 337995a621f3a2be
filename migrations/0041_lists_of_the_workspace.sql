-- The deliveries of all webhooks as one list, newest first.
create index deliveries_by_workspace on deliveries (workspace_id, id);
-- Those of which an attempt failed, among millions of which none did.
create index deliveries_with_error on deliveries (workspace_id, id) where error_class is not null;
-- When a connection heard from its provider last.
create index callbacks_by_connection on callbacks (connection_id, id);
-- Why a callback was refused, as far as it helps to put right: no secrets. pipeline/rejection-details.ts: RejectionDetails.
alter table callbacks add column details json;
-- Calls by the numbers of their sides.
create index calls_by_from on calls (workspace_id, from_number) where from_number is not null;
create index calls_by_to on calls (workspace_id, to_number) where to_number is not null;
-- Messages by theirs: as src/db/read-models/phones.ts reads them out of the event's text.
create index events_by_sender on events
  (workspace_id, (substring(data::text from '"(?:from|userPhone)":"\+?([^"\\]{1,64})"')))
  where type like 'whatsapp.%' or type like 'sms.%';
create index events_by_recipient on events
  (workspace_id, (substring(data::text from '"(?:to|recipientId)":"\+?([^"\\]{1,64})"')))
  where type like 'whatsapp.%' or type like 'sms.%';
create index events_by_business_number on events
  (workspace_id, (substring(data::text from '"displayPhoneNumber":"\+?([^"\\]{1,64})"')))
  where type like 'whatsapp.%' or type like 'sms.%';
