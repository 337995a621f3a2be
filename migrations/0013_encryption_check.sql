-- A text that everybody knows, sealed with the key of the gateway that came first: who cannot open it could not open the
-- secrets in this database either.
create table encryption_check (
  is_the_one boolean primary key default true check (is_the_one),
  sealed text not null
);
