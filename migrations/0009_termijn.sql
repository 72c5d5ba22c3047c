-- Spoor, migration 0009: clocks: when to look at which klant, what went off, and the clock that all of it reads.
-- oldest binary served: 9
--
-- Conventions as in 0001. A program that knows only 0008 cannot read the state of a klant who has a clock: it stops.

SET LOCAL ROLE spoor_migrate;

CREATE TABLE spoor.termijn (
    klant_id uuid        NOT NULL,
    op       timestamptz NOT NULL,
    partitie integer     NOT NULL,
    bewijs   boolean     NOT NULL,
    CONSTRAINT termijn_pkey PRIMARY KEY (klant_id, bewijs)
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.1, vacuum_truncate = false);
CREATE INDEX termijn_op ON spoor.termijn (partitie, bewijs, op);
COMMENT ON TABLE spoor.termijn IS 'When to look whether a timer of a klant is due. Timers follow from the toestand (spoor termijn list); a row is never later than the first of them.';
COMMENT ON COLUMN spoor.termijn.op IS 'Moment to look; as publicatiestand has it. The timer itself may have moved on.';
COMMENT ON COLUMN spoor.termijn.partitie IS 'Partition of the canonical topic whose owner looks.';
COMMENT ON COLUMN spoor.termijn.bewijs IS 'For clocks that say that something did not happen: they wait until all that could tell otherwise was read.';

CREATE TABLE spoor.signaal (
    klant_id        uuid        NOT NULL,
    signaal_id      uuid        NOT NULL,
    nummer          bigint      NOT NULL,
    volgnummer      bigint      NOT NULL,
    outbox_sequence bigint      NOT NULL,
    bedoeld_op      timestamptz NOT NULL,
    verwerkt_op     timestamptz NOT NULL,
    partitie        integer     NOT NULL,
    stil            boolean     NOT NULL,
    soort           text        NOT NULL,
    anker           text        NOT NULL,
    klantreis_ref   text,
    oorzaak_source  text        NOT NULL,
    oorzaak_id      text        NOT NULL,
    hash            bytea       NOT NULL,
    CONSTRAINT signaal_pkey PRIMARY KEY (klant_id, signaal_id, nummer)
);
COMMENT ON TABLE spoor.signaal IS 'Every message made for spoor.signalen, told or silent. Append-only; the key is the id of the message, so none is made twice.';
COMMENT ON COLUMN spoor.signaal.signaal_id IS 'Name-based UUID of klantreisRef or klantRef, soort, anker and bedoeldOp; the message is <signaal_id>-<nummer>.';
COMMENT ON COLUMN spoor.signaal.nummer IS 'From 1: odd raises, even withdraws.';
COMMENT ON COLUMN spoor.signaal.volgnummer IS 'Number of the event that caused it.';
COMMENT ON COLUMN spoor.signaal.outbox_sequence IS 'Place in the outbox of partitie; 0 when stil.';
COMMENT ON COLUMN spoor.signaal.bedoeld_op IS 'When it was due, however late it was noticed.';
COMMENT ON COLUMN spoor.signaal.verwerkt_op IS 'Database clock of the transaction.';
COMMENT ON COLUMN spoor.signaal.soort IS 'As in the type, for example herinnering-gevraagd.';
COMMENT ON COLUMN spoor.signaal.hash IS 'SHA-256 of the bytes of the message; zeroes when stil.';

CREATE TABLE spoor.klok_zonder (
    nummer      bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    begonnen_op timestamptz NOT NULL,
    gesloten_op timestamptz,
    topic       text        NOT NULL,
    reden       text        NOT NULL,
    door        text        NOT NULL DEFAULT session_user,
    CONSTRAINT klok_zonder_pkey PRIMARY KEY (nummer)
);
CREATE UNIQUE INDEX klok_zonder_open ON spoor.klok_zonder (topic) WHERE gesloten_op IS NULL;
COMMENT ON TABLE spoor.klok_zonder IS 'Channel topics that a person let the clocks go on without (spoor klok verder). One row per decision.';
COMMENT ON COLUMN spoor.klok_zonder.gesloten_op IS 'When the topic was read again: clocks wait for it as before.';
COMMENT ON COLUMN spoor.klok_zonder.reden IS 'Reason that the person gave.';
COMMENT ON COLUMN spoor.klok_zonder.door IS 'Login of that person''s session.';

-- The clock that folds and clocks read. A test sets it ahead with ALTER DATABASE … SET spoor.proefklok = '2 days'; who
-- may do that is the owner of the database, and every owner of a partition says so in its log.
CREATE FUNCTION spoor.klok() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
    SELECT clock_timestamp() + coalesce(nullif(current_setting('spoor.proefklok', true), ''), '0')::interval
$$;
COMMENT ON FUNCTION spoor.klok IS 'The clock of folds and timers: that of the database.';

CREATE TYPE spoor.signaal_rij AS (
    klant_id uuid, signaal_id uuid, nummer bigint, volgnummer bigint, outbox_sequence bigint, bedoeld_op timestamptz,
    verwerkt_op timestamptz, partitie integer, stil boolean, soort text, anker text, klantreis_ref text,
    oorzaak_source text, oorzaak_id text, hash bytea
);

GRANT SELECT, INSERT, UPDATE, DELETE ON spoor.termijn TO spoor_process;
GRANT SELECT, INSERT ON spoor.signaal TO spoor_process;
GRANT SELECT, INSERT ON spoor.klok_zonder TO spoor_process;
GRANT UPDATE (gesloten_op) ON spoor.klok_zonder TO spoor_process;
GRANT SELECT ON spoor.klok_zonder TO spoor_read, spoor_ops, spoor_privacy;
GRANT SELECT ON spoor.termijn, spoor.signaal TO spoor_read, spoor_privacy;
GRANT SELECT ON spoor.termijn TO spoor_ops;

RESET ROLE;
