-- Where it stands in the list of events that its webhook was given, which is shown as it was written. Null: behind them.
alter table subscriptions add column position int;
