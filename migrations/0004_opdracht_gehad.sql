-- Spoor, migration 0004: which klanten have had an open command before its slices reach them.
-- oldest binary served: 1
--
-- Conventions as in 0001. Programs that know only 0003 leave the table empty: their slices reach every klant.

SET LOCAL ROLE spoor_migrate;

CREATE TABLE spoor.opdracht_gehad (
    klant_id        uuid    NOT NULL,
    kanoniek_offset bigint  NOT NULL,
    partitie        integer NOT NULL,
    CONSTRAINT opdracht_gehad_pkey PRIMARY KEY (partitie, kanoniek_offset, klant_id)
);
COMMENT ON TABLE spoor.opdracht_gehad IS 'Klanten beyond the cursor of an open command that need no more of it: they had it just before their next event, or came after it. Emptied per command when that is done.';
COMMENT ON COLUMN spoor.opdracht_gehad.kanoniek_offset IS 'Offset of the command''s record on the canonical topic, as in opdracht.';

GRANT SELECT, INSERT, DELETE ON spoor.opdracht_gehad TO spoor_process;
GRANT SELECT ON spoor.opdracht_gehad TO spoor_read, spoor_ops, spoor_privacy;

RESET ROLE;
