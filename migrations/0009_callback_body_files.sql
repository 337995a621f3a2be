-- The file that holds the bytes of a callback too large for a row, relative to the media directory; body is empty then.
alter table callbacks add column body_path text;
