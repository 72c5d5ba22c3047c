-- Spoor, migration 0003: marks of the relay that a person had found again, beside accepted losses.
-- oldest binary served: 1
--
-- Conventions as in 0001. Older programs write only accepted losses: the default.

SET LOCAL ROLE spoor_migrate;

ALTER TABLE spoor.ingreep
    ADD COLUMN soort text NOT NULL DEFAULT 'verlies',
    ADD COLUMN epoch bigint,
    ADD CONSTRAINT ingreep_soort CHECK (soort IN ('verlies', 'herstel')),
    ADD CONSTRAINT ingreep_epoch CHECK ((soort = 'herstel') = (epoch IS NOT NULL));
CREATE INDEX ingreep_herstel ON spoor.ingreep (topic, partitie, epoch, nummer DESC) WHERE soort = 'herstel';
COMMENT ON TABLE spoor.ingreep IS 'Accepted losses (a person said that reading goes on at tot_offset although earlier input is gone) and found marks of the relay. Append-only.';
COMMENT ON COLUMN spoor.ingreep.van_offset IS 'verlies: first offset that Spoor had not seen then; input from there up to tot_offset is lost. herstel: the mark that PostgreSQL remembered.';
COMMENT ON COLUMN spoor.ingreep.tot_offset IS 'verlies: first offset that is read again; below van_offset when the topic was made anew. herstel: the mark that was found.';
COMMENT ON COLUMN spoor.ingreep.soort IS 'verlies (accept-loss) or herstel (spoor relay herstel).';
COMMENT ON COLUMN spoor.ingreep.epoch IS 'herstel: only the owner with this epoch may take the mark: a later one may find more published.';

RESET ROLE;
