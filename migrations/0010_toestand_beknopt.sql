-- Spoor, migration 0010: toestanden of version 2, which name a source and the id of a contact once.
-- oldest binary served: 10
--
-- Conventions as in 0001. Programs that know only 0009 cannot read such a toestand, nor this program theirs.

SET LOCAL ROLE spoor_migrate;

DO $$
BEGIN
    IF EXISTS (SELECT FROM spoor.klant) THEN
        RAISE EXCEPTION 'spoor.klant holds toestanden of version 1: fold into an empty database';
    END IF;
END
$$;

-- What herstel says is never published, asked in every round of the relay: only what lies beyond the mark is of interest.
CREATE INDEX ingreep_ongezegd ON spoor.ingreep (topic, partitie, tot_offset) WHERE soort <> 'verlies';

RESET ROLE;
