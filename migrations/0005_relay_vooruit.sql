-- Spoor, migration 0005: a mark in Kafka that PostgreSQL never drew (it went back in time) stays known until herstel.
-- oldest binary served: 1
--
-- Conventions as in 0001. Programs that know only 0004 do not see it, and go on from the mark in Kafka.

SET LOCAL ROLE spoor_migrate;

ALTER TABLE spoor.relay_stand
    ADD COLUMN vooruit bigint,
    ADD COLUMN vooruit_van bigint,
    ADD CONSTRAINT relay_stand_vooruit CHECK ((vooruit IS NULL) = (vooruit_van IS NULL) AND vooruit > vooruit_van);
COMMENT ON COLUMN spoor.relay_stand.vooruit IS 'Mark that Kafka has although PostgreSQL had not drawn it when its owner came: nothing is published until spoor relay herstel.';
COMMENT ON COLUMN spoor.relay_stand.vooruit_van IS 'End of the outbox then: later rows up to vooruit were told once before.';

ALTER TABLE spoor.ingreep
    DROP CONSTRAINT ingreep_soort,
    DROP CONSTRAINT ingreep_epoch,
    ADD CONSTRAINT ingreep_soort CHECK (soort IN ('verlies', 'herstel', 'vooruit')),
    ADD CONSTRAINT ingreep_epoch CHECK ((soort = 'verlies') = (epoch IS NULL));
DROP INDEX spoor.ingreep_herstel;
CREATE INDEX ingreep_herstel ON spoor.ingreep (topic, partitie, epoch, nummer DESC) WHERE epoch IS NOT NULL;
COMMENT ON COLUMN spoor.ingreep.soort IS 'verlies (accept-loss), herstel (spoor relay herstel: a mark gone or behind), vooruit (the same: a mark ahead).';
COMMENT ON COLUMN spoor.ingreep.van_offset IS 'verlies: first offset that Spoor had not seen then; input from there up to tot_offset is lost. herstel: the mark that PostgreSQL remembered. vooruit: the end of the outbox when PostgreSQL came back.';
COMMENT ON COLUMN spoor.ingreep.epoch IS 'herstel, vooruit: only the owner with this epoch may take the mark: a later one may find more published.';

RESET ROLE;
