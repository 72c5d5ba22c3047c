-- Spoor, migration 0002: what people decided, on the record: interrupted topics, accepted losses, and who looked.
-- oldest binary served: 1
--
-- Conventions as in 0001. Programs that know only 0001 do not touch these tables.

SET LOCAL ROLE spoor_migrate;

CREATE TABLE spoor.onderbreking (
    nummer         bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    begonnen_op    timestamptz NOT NULL,
    gesloten_op    timestamptz,
    topic          text        NOT NULL,
    reden          text        NOT NULL,
    gesloten_reden text,
    gesloten_door  text,
    CONSTRAINT onderbreking_pkey PRIMARY KEY (nummer)
);
CREATE UNIQUE INDEX onderbreking_open ON spoor.onderbreking (topic) WHERE gesloten_op IS NULL;
COMMENT ON TABLE spoor.onderbreking IS 'Breaker of intake: channel topics that stand still because too many of their records would be rejected. One row per interruption.';
COMMENT ON COLUMN spoor.onderbreking.reden IS 'What intake saw.';
COMMENT ON COLUMN spoor.onderbreking.gesloten_op IS 'When a person said spoor intake hervat; null = the topic stands still.';
COMMENT ON COLUMN spoor.onderbreking.gesloten_door IS 'Login of that person''s session.';

CREATE TABLE spoor.ingreep (
    nummer     bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    van_offset bigint      NOT NULL,
    tot_offset bigint      NOT NULL,
    genomen_op timestamptz NOT NULL,
    partitie   integer     NOT NULL,
    kanoniek   boolean     NOT NULL,
    topic      text        NOT NULL,
    reden      text        NOT NULL,
    door       text        NOT NULL DEFAULT session_user,
    toegepast_op timestamptz,
    CONSTRAINT ingreep_pkey PRIMARY KEY (nummer)
);
CREATE INDEX ingreep_plaats ON spoor.ingreep (topic, partitie, nummer DESC);
COMMENT ON TABLE spoor.ingreep IS 'Accepted losses: a person said that reading goes on at tot_offset although earlier input is gone. Append-only.';
COMMENT ON COLUMN spoor.ingreep.van_offset IS 'First offset that Spoor had not seen then; input from there up to tot_offset is lost.';
COMMENT ON COLUMN spoor.ingreep.tot_offset IS 'First offset that is read again; below van_offset when the topic was made anew.';
COMMENT ON COLUMN spoor.ingreep.kanoniek IS 'The canonical topic: the position of the fold was moved; else intake begins there.';
COMMENT ON COLUMN spoor.ingreep.toegepast_op IS 'When intake went on there: a decision counts for one incident only.';
COMMENT ON COLUMN spoor.ingreep.door IS 'Login of that person''s session.';

CREATE TABLE spoor.auditlog (
    nummer      bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    gedaan_op   timestamptz NOT NULL,
    handeling   text        NOT NULL,
    onderwerp   text        NOT NULL,
    toelichting text,
    door        text        NOT NULL DEFAULT session_user,
    CONSTRAINT auditlog_pkey PRIMARY KEY (nummer)
);
COMMENT ON TABLE spoor.auditlog IS 'Who opened, offered again or dropped what. Append-only; never holds what was seen.';
COMMENT ON COLUMN spoor.auditlog.handeling IS 'quarantaine-geopend, quarantaine-herkanst, quarantaine-vervallen.';
COMMENT ON COLUMN spoor.auditlog.onderwerp IS 'Origin of the record: <topic>/<partition>/<offset>/<index>.';
COMMENT ON COLUMN spoor.auditlog.toelichting IS 'Reason that the person gave.';
COMMENT ON COLUMN spoor.auditlog.door IS 'Login of that person''s session.';

GRANT SELECT, INSERT ON spoor.onderbreking, spoor.ingreep, spoor.auditlog TO spoor_process;
GRANT UPDATE (toegepast_op) ON spoor.ingreep TO spoor_process;
GRANT UPDATE (gesloten_op, gesloten_reden, gesloten_door) ON spoor.onderbreking TO spoor_process;
GRANT SELECT ON spoor.onderbreking, spoor.ingreep TO spoor_read, spoor_ops;
GRANT SELECT ON spoor.onderbreking, spoor.ingreep, spoor.auditlog TO spoor_privacy;

RESET ROLE;
