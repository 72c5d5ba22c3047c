-- Spoor, migration 0012: partitions whose input is gone stand still until a person acts, also when the topic was made again
-- and has grown past our position since; and decisions that were not needed.
-- oldest binary served: 11
--
-- Conventions as in 0001. A program that knows only 0011 writes no such rows, and its decisions were all needed.

SET LOCAL ROLE spoor_migrate;

CREATE TABLE spoor.stilstand (
    positie     bigint      NOT NULL,
    begonnen_op timestamptz NOT NULL,
    partitie    integer     NOT NULL,
    topic       text        NOT NULL,
    CONSTRAINT stilstand_pkey PRIMARY KEY (topic, partitie)
);
COMMENT ON TABLE spoor.stilstand IS 'Partitions of channels and of the canonical topic whose next input is gone: nobody reads them until a person accepts the loss.';
COMMENT ON COLUMN spoor.stilstand.positie IS 'Offset that was to be read next.';
COMMENT ON COLUMN spoor.stilstand.begonnen_op IS 'When it was noticed.';

ALTER TABLE spoor.ingreep
    ADD COLUMN broker_vanaf timestamptz,
    ADD COLUMN vervallen    boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN spoor.ingreep.broker_vanaf IS 'verlies on a channel: records with an earlier broker time are of the topic as it was before, when tot_offset is below van_offset. Null: not known.';
COMMENT ON COLUMN spoor.ingreep.vervallen IS 'Nothing came of it: the partition could be read all the same, or a later decision replaced it.';

GRANT SELECT, INSERT, DELETE ON spoor.stilstand TO spoor_process;
GRANT SELECT ON spoor.stilstand TO spoor_read, spoor_ops, spoor_privacy;
GRANT UPDATE (vervallen) ON spoor.ingreep TO spoor_process;

RESET ROLE;
