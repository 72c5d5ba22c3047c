-- Spoor, migration 0001: the tables of the spine, their roles, and the SQL contract spoor_api.
-- oldest binary served: 1
--
-- Conventions. Nouns are Dutch as in the domain; moments end in _op (timestamptz), references in _ref, versions in
-- _versie. `partitie` is a partition of the canonical topic unless a column says otherwise. herkomst_* is the origin of
-- a record: channel topic, partition, offset, and the index of the canonical record within its input record.
-- No foreign keys: every row is written by the one owner of its partition in one transaction (docs/architecture.md),
-- and a key would cost a lookup per row. State is text in canonical JSON, compared byte for byte; cast it to jsonb to
-- query inside.

-- Roles: groups without login, made when absent (they belong to the whole cluster). Logins are granted one of them.
DO $$
DECLARE
    rol text;
BEGIN
    FOREACH rol IN ARRAY ARRAY['spoor_migrate', 'spoor_process', 'spoor_read', 'spoor_ops', 'spoor_privacy'] LOOP
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = rol) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', rol);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL; -- made at the same moment for another database
            END;
        END IF;
    END LOOP;
    IF NOT pg_has_role(current_user, 'spoor_migrate', 'MEMBER') THEN
        EXECUTE format('GRANT spoor_migrate TO %I', current_user);
    END IF;
    EXECUTE format('GRANT CREATE ON DATABASE %I TO spoor_migrate', current_database());
    BEGIN
        GRANT pg_signal_backend TO spoor_process; -- a claim may end the backend of a stopped former owner
    EXCEPTION WHEN insufficient_privilege THEN
        RAISE NOTICE 'pg_signal_backend not granted to spoor_process: all instances must use one login';
    END;
END
$$;

SET LOCAL ROLE spoor_migrate;

CREATE SCHEMA spoor;
COMMENT ON SCHEMA spoor IS 'Tables of Spoor, written by its processes only. Portals and apps read spoor_api.';

-- ---------------------------------------------------------------------------------------------------------- klanten

CREATE TABLE spoor.klant (
    klant_id           uuid    NOT NULL,
    volgnummer         bigint  NOT NULL,
    partitie           integer NOT NULL,
    wacht_op_definitie boolean NOT NULL,
    klant_ref          text    NOT NULL,
    toestand           text    NOT NULL,
    publicatiestand    text    NOT NULL,
    CONSTRAINT klant_pkey PRIMARY KEY (klant_id)
) WITH (fillfactor = 80, toast_tuple_target = 8160, autovacuum_vacuum_scale_factor = 0.1, vacuum_truncate = false);
-- Neither index holds a column that an ordinary batch changes, so that updates stay heap-only (HOT).
CREATE INDEX klant_partitie ON spoor.klant (partitie, klant_id);
CREATE INDEX klant_wachtend ON spoor.klant (partitie, klant_id) WHERE wacht_op_definitie;
COMMENT ON TABLE spoor.klant IS 'The unit of the fold: one row per klant (person, employer or anonymous conversation), written once per batch that touches it.';
COMMENT ON COLUMN spoor.klant.klant_id IS 'First 16 bytes of SHA-256 of klant_ref: the narrow key of all tables about a klant.';
COMMENT ON COLUMN spoor.klant.volgnummer IS 'Number of the last accepted event of this klant; dense from 1.';
COMMENT ON COLUMN spoor.klant.partitie IS 'Partition of the canonical topic whose owner writes this row.';
COMMENT ON COLUMN spoor.klant.wacht_op_definitie IS 'A journey or a loose event waits for a journey definition that is not loaded.';
COMMENT ON COLUMN spoor.klant.klant_ref IS 'Pseudonym (k<key version>-<hex>) or anoniem:<hex>; never an identifier of a person.';
COMMENT ON COLUMN spoor.klant.toestand IS 'State in canonical JSON: a pure function of the set of events and the definitions.';
COMMENT ON COLUMN spoor.klant.publicatiestand IS 'What was told, in canonical JSON: a function of the sequence of events.';

CREATE TABLE spoor.klantreis (
    klant_id               uuid        NOT NULL,
    revisie                bigint      NOT NULL,
    volgnummer             bigint      NOT NULL,
    flags                  bigint      NOT NULL,
    begin_op               timestamptz,
    eind_op                timestamptz,
    verwachte_einddatum_op timestamptz,
    bijgewerkt_op          timestamptz NOT NULL,
    definitie_versie       integer     NOT NULL,
    beeindigd              boolean     NOT NULL,
    klantreis_ref          text        NOT NULL,
    klant_ref              text        NOT NULL,
    definitie              text,
    fase                   text,
    exemplaar              text,
    dossierstatus          text,
    vorige_fase            text,
    volgende_fase          text,
    actie_code             text,
    soort                  text,
    zaak_refs              text[]      NOT NULL,
    CONSTRAINT klantreis_pkey PRIMARY KEY (klant_id, klantreis_ref)
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.1, vacuum_truncate = false);
CREATE INDEX klantreis_ref ON spoor.klantreis (klantreis_ref);
COMMENT ON TABLE spoor.klantreis IS 'One row per journey of a klant with the outcome people query; written only when it changed.';
COMMENT ON COLUMN spoor.klantreis.klantreis_ref IS 'The ref that is told outside. Two klanten (employer, employee) may share one.';
COMMENT ON COLUMN spoor.klantreis.revisie IS 'Number of differences of the outcome so far, told or silent.';
COMMENT ON COLUMN spoor.klantreis.volgnummer IS 'Number of the event that last wrote this row.';
COMMENT ON COLUMN spoor.klantreis.flags IS 'Oddities as bits: 1 overgeslagen, 2 herhaald, 4 omgekeerd, 8 onbekende fase, 16 heropend, 32 zonder begin, 64 definitie onbekend.';
COMMENT ON COLUMN spoor.klantreis.begin_op IS 'When the journey began, as its events say (plaatsgevondenOp).';
COMMENT ON COLUMN spoor.klantreis.eind_op IS 'When it ended; null while it runs.';
COMMENT ON COLUMN spoor.klantreis.verwachte_einddatum_op IS 'Expected end, as last told by an event.';
COMMENT ON COLUMN spoor.klantreis.bijgewerkt_op IS 'Database clock of the transaction that last wrote this row.';
COMMENT ON COLUMN spoor.klantreis.definitie IS 'Code of the journey definition; definitie_versie is 0 while it is unknown.';
COMMENT ON COLUMN spoor.klantreis.fase IS 'Current phase.';
COMMENT ON COLUMN spoor.klantreis.exemplaar IS 'Instance of a phase that repeats, for example a month.';
COMMENT ON COLUMN spoor.klantreis.dossierstatus IS 'Status of the file within the current phase.';
COMMENT ON COLUMN spoor.klantreis.vorige_fase IS 'Phase that was current before.';
COMMENT ON COLUMN spoor.klantreis.volgende_fase IS 'Next phase of the definition; null when ended.';
COMMENT ON COLUMN spoor.klantreis.actie_code IS 'Expected action in the current phase.';
COMMENT ON COLUMN spoor.klantreis.soort IS 'Kind of the last publication: beginstand, correctie, terugzetting, bijstelling, statuswijziging.';
COMMENT ON COLUMN spoor.klantreis.zaak_refs IS 'Case references this journey knows, sorted.';

-- -------------------------------------------------------------------------------------------------------- event log

CREATE TABLE spoor.gebeurtenis (
    klant_id            uuid        NOT NULL,
    feit_id             uuid        NOT NULL,
    volgnummer          bigint      NOT NULL,
    plaatsgevonden_op   timestamptz NOT NULL,
    tijd                timestamptz,
    broker_op           timestamptz NOT NULL,
    herkomst_offset     bigint      NOT NULL,
    herkomst_partitie   integer     NOT NULL,
    herkomst_index      integer     NOT NULL,
    precisie            smallint    NOT NULL,
    tijd_onwaarschijnlijk boolean   NOT NULL,
    stil                boolean     NOT NULL,
    herkansing          boolean     NOT NULL,
    soort               text        NOT NULL,
    source              text        NOT NULL,
    id                  text        NOT NULL,
    sequence            text,
    herkomst_topic      text        NOT NULL,
    mapping             text,
    afdruk              bytea       NOT NULL,
    klantreis_ref       text,
    fase                text,
    kanaal              text,
    data                text,
    sleutel             text,
    verzegeld           bytea,
    traceparent         text,
    tracestate          text,
    correlationid       text,
    causationid         text,
    CONSTRAINT gebeurtenis_pkey PRIMARY KEY (klant_id, feit_id)
) PARTITION BY HASH (klant_id);
DO $$
BEGIN
    FOR n IN 0..15 LOOP
        EXECUTE format('CREATE TABLE spoor.gebeurtenis_%s PARTITION OF spoor.gebeurtenis '
                       'FOR VALUES WITH (MODULUS 16, REMAINDER %s)', to_char(n, 'FM00'), n);
    END LOOP;
END
$$;
COMMENT ON TABLE spoor.gebeurtenis IS 'Event log: everything the fold needs to run again. Append-only; the primary key is the duplicate check for ever and the refold index.';
COMMENT ON COLUMN spoor.gebeurtenis.feit_id IS 'First 16 bytes of SHA-256 of source, a zero byte and id: (klant, source, id) is one fact.';
COMMENT ON COLUMN spoor.gebeurtenis.volgnummer IS 'Dense per klant, in the order in which events were accepted.';
COMMENT ON COLUMN spoor.gebeurtenis.plaatsgevonden_op IS 'When it happened; never later than an hour after broker_op.';
COMMENT ON COLUMN spoor.gebeurtenis.tijd IS 'When the source logged it (CloudEvents time).';
COMMENT ON COLUMN spoor.gebeurtenis.broker_op IS 'Broker timestamp of the first accepted copy.';
COMMENT ON COLUMN spoor.gebeurtenis.herkomst_topic IS 'Channel topic it came from; with herkomst_partitie, herkomst_offset and herkomst_index its origin.';
COMMENT ON COLUMN spoor.gebeurtenis.precisie IS 'Of plaatsgevonden_op: 0 moment, 1 dag, 2 registratie.';
COMMENT ON COLUMN spoor.gebeurtenis.tijd_onwaarschijnlijk IS 'The source gave a moment more than an hour after the broker had it.';
COMMENT ON COLUMN spoor.gebeurtenis.stil IS 'Folded and counted, told to nobody.';
COMMENT ON COLUMN spoor.gebeurtenis.herkansing IS 'Accepted on a retry from quarantine.';
COMMENT ON COLUMN spoor.gebeurtenis.soort IS 'Kind, for example fase-gestart.';
COMMENT ON COLUMN spoor.gebeurtenis.sequence IS 'Order within the source, as it gave it.';
COMMENT ON COLUMN spoor.gebeurtenis.mapping IS 'Mapping that made it, <naam>@<versie>.';
COMMENT ON COLUMN spoor.gebeurtenis.afdruk IS 'HMAC of the mapped event: tells the same fact from a reused id.';
COMMENT ON COLUMN spoor.gebeurtenis.klantreis_ref IS 'Journey that the event itself names, not the one it was attributed to.';
COMMENT ON COLUMN spoor.gebeurtenis.data IS 'Data object of the event, JSON text, without sealed members.';
COMMENT ON COLUMN spoor.gebeurtenis.sleutel IS 'Version of the key that sealed verzegeld.';
COMMENT ON COLUMN spoor.gebeurtenis.verzegeld IS 'Content and unknown members, AES-256-GCM.';

CREATE TABLE spoor.weggelaten (
    herkomst_offset   bigint      NOT NULL,
    eerste_offset     bigint,
    weggelaten_op     timestamptz NOT NULL,
    herkomst_partitie integer     NOT NULL,
    herkomst_index    integer     NOT NULL,
    eerste_partitie   integer,
    eerste_index      integer,
    herkomst_topic    text        NOT NULL,
    reden             text        NOT NULL,
    source            text,
    id                text,
    eerste_topic      text,
    CONSTRAINT weggelaten_pkey PRIMARY KEY (herkomst_topic, herkomst_partitie, herkomst_offset, herkomst_index)
);
COMMENT ON TABLE spoor.weggelaten IS 'Records left out on purpose, by origin. Append-only.';
COMMENT ON COLUMN spoor.weggelaten.reden IS 'duplicaat (source and id were known), leeg (the mapping ignores it), na_vernietiging.';
COMMENT ON COLUMN spoor.weggelaten.eerste_topic IS 'With eerste_partitie, eerste_offset and eerste_index: origin of the event it repeats; null for leeg.';
COMMENT ON COLUMN spoor.weggelaten.weggelaten_op IS 'Database clock of the transaction.';

-- ----------------------------------------------------------------------------------------- what was told, contacts

CREATE TABLE spoor.publicatie (
    klant_id          uuid        NOT NULL,
    volgnummer        bigint      NOT NULL,
    revisie           bigint      NOT NULL,
    outbox_sequence   bigint      NOT NULL,
    plaatsgevonden_op timestamptz,
    verwerkt_op       timestamptz NOT NULL,
    partitie          integer     NOT NULL,
    stil              boolean     NOT NULL,
    klantreis_ref     text        NOT NULL,
    id                text        NOT NULL,
    soort             text        NOT NULL,
    uitkomst          text        NOT NULL,
    oorzaak_source    text,
    oorzaak_id        text,
    hash              bytea       NOT NULL,
    CONSTRAINT publicatie_pkey PRIMARY KEY (klant_id, klantreis_ref, volgnummer)
);
COMMENT ON TABLE spoor.publicatie IS 'Every message made, told or silent: the history of statuses. Append-only; one row per change of outcome.';
COMMENT ON COLUMN spoor.publicatie.id IS 'CloudEvents id of the message, deterministic: <klantreisRef>-<revisie>, for a beginstand with -b<volgnummer>.';
COMMENT ON COLUMN spoor.publicatie.volgnummer IS 'Number of the event that caused it.';
COMMENT ON COLUMN spoor.publicatie.soort IS 'beginstand, correctie, terugzetting, bijstelling, statuswijziging.';
COMMENT ON COLUMN spoor.publicatie.uitkomst IS 'The outcome in canonical JSON: fase, exemplaar, dossierstatus, isBeeindigd, verwachteEinddatum, verwachteActie.';
COMMENT ON COLUMN spoor.publicatie.oorzaak_source IS 'With oorzaak_id: the causing event.';
COMMENT ON COLUMN spoor.publicatie.stil IS 'Not told: no row in the outbox.';
COMMENT ON COLUMN spoor.publicatie.outbox_sequence IS 'Place in the outbox of partitie; 0 when stil.';
COMMENT ON COLUMN spoor.publicatie.hash IS 'SHA-256 of the bytes of the message.';

CREATE TABLE spoor.klantcontact (
    klant_id          uuid        NOT NULL,
    volgnummer        bigint      NOT NULL,
    plaatsgevonden_op timestamptz NOT NULL,
    soort             text        NOT NULL,
    klantcontact_id   text,
    kanaal            text,
    kanaallijn        text,
    onderwerp_code    text,
    klantreis_ref     text,
    fase              text,
    exemplaar         text,
    CONSTRAINT klantcontact_pkey PRIMARY KEY (klant_id, volgnummer)
) WITH (fillfactor = 95);
COMMENT ON TABLE spoor.klantcontact IS 'Facts of contacts for history and KPIs: one row per life-cycle event of a contact.';
COMMENT ON COLUMN spoor.klantcontact.volgnummer IS 'Number of the event.';
COMMENT ON COLUMN spoor.klantcontact.soort IS 'Kind of the event, for example klantcontact-geregistreerd.';
COMMENT ON COLUMN spoor.klantcontact.kanaal IS 'Channel code; onbekend when the source had another word.';
COMMENT ON COLUMN spoor.klantcontact.klantreis_ref IS 'Journey it was attributed to, by the ref in the toestand; null = klant level. A refold may change it.';
COMMENT ON COLUMN spoor.klantcontact.fase IS 'Phase of that journey at the contact''s place.';

-- ----------------------------------------------------------------------------------------------------------- outbox

CREATE TABLE spoor.outbox (
    sequence    bigint      NOT NULL,
    next_offset bigint      NOT NULL,
    appended_op timestamptz NOT NULL,
    partitie    integer     NOT NULL,
    tafel       smallint    NOT NULL,
    topic       text        NOT NULL,
    sleutel     text,
    waarde      text,
    traceparent text,
    CONSTRAINT outbox_pkey PRIMARY KEY (partitie, sequence, tafel)
) PARTITION BY LIST (tafel);
CREATE TABLE spoor.outbox_0 PARTITION OF spoor.outbox FOR VALUES IN (0) WITH (vacuum_truncate = false);
CREATE TABLE spoor.outbox_1 PARTITION OF spoor.outbox FOR VALUES IN (1) WITH (vacuum_truncate = false);
CREATE TABLE spoor.outbox_2 PARTITION OF spoor.outbox FOR VALUES IN (2) WITH (vacuum_truncate = false);
COMMENT ON TABLE spoor.outbox IS 'What must be told to Kafka: rotating tables, never updated or deleted from; one that is published to the end is truncated.';
COMMENT ON COLUMN spoor.outbox.sequence IS 'Dense per partitie, drawn under the fence: commit order = sequence order.';
COMMENT ON COLUMN spoor.outbox.next_offset IS 'Position of the fold after the transaction that made the row.';
COMMENT ON COLUMN spoor.outbox.appended_op IS 'Broker timestamp of the causing channel record, for the lag end to end.';
COMMENT ON COLUMN spoor.outbox.tafel IS 'Which of the rotating tables holds it.';
COMMENT ON COLUMN spoor.outbox.sleutel IS 'Key of the record to publish; waarde is its value.';

CREATE TABLE spoor.outbox_stand (
    enig                 boolean     NOT NULL DEFAULT true,
    actief               smallint    NOT NULL,
    sequence_bij_wissel  bigint      NOT NULL,
    gewisseld_op         timestamptz NOT NULL,
    CONSTRAINT outbox_stand_pkey PRIMARY KEY (enig),
    CONSTRAINT outbox_stand_enig CHECK (enig),
    CONSTRAINT outbox_stand_actief CHECK (actief BETWEEN 0 AND 2)
);
INSERT INTO spoor.outbox_stand (actief, sequence_bij_wissel, gewisseld_op) VALUES (0, 0, now());
COMMENT ON TABLE spoor.outbox_stand IS 'One row: the outbox table that is written now.';
COMMENT ON COLUMN spoor.outbox_stand.sequence_bij_wissel IS 'Sum of all outbox sequences at the last switch: how many rows the active table holds at most.';

-- ------------------------------------------------------------------------------------------------------- quarantaine

CREATE TABLE spoor.quarantaine (
    herkomst_offset   bigint      NOT NULL,
    omvang            bigint      NOT NULL,
    broker_op         timestamptz,
    afgewezen_op      timestamptz NOT NULL,
    herkanst_op       timestamptz,
    gesloten_op       timestamptz,
    herkomst_partitie integer     NOT NULL,
    herkomst_index    integer     NOT NULL,
    pogingen          integer     NOT NULL DEFAULT 1,
    herkomst_topic    text        NOT NULL,
    reden             text        NOT NULL,
    toelichting       text,
    vorm              text        NOT NULL,
    stand             text        NOT NULL DEFAULT 'open',
    source            text,
    id                text,
    type              text,
    sleutel           text,
    hash              text,
    verzegeld_sleutel text,
    verzegeld         bytea,
    CONSTRAINT quarantaine_pkey PRIMARY KEY (herkomst_topic, herkomst_partitie, herkomst_offset, herkomst_index),
    CONSTRAINT quarantaine_vorm CHECK (vorm IN ('origineel', 'canoniek')),
    CONSTRAINT quarantaine_stand CHECK (stand IN ('open', 'hersteld', 'vervallen'))
);
CREATE INDEX quarantaine_open ON spoor.quarantaine (herkomst_topic, reden) WHERE stand = 'open';
COMMENT ON TABLE spoor.quarantaine IS 'Records that could not be accepted, by origin, with their sealed bytes. spoor quarantaine list, show, retry, drop.';
COMMENT ON COLUMN spoor.quarantaine.reden IS 'quarantaineReden, for example onleesbaar, niet_bevoegd, id_hergebruikt, database_weigert.';
COMMENT ON COLUMN spoor.quarantaine.toelichting IS 'What was wrong, without values of the record.';
COMMENT ON COLUMN spoor.quarantaine.vorm IS 'origineel: intake takes the bytes again; canoniek: they go straight to the canonical topic.';
COMMENT ON COLUMN spoor.quarantaine.stand IS 'open, hersteld (accepted on a retry), vervallen (dropped by a person).';
COMMENT ON COLUMN spoor.quarantaine.pogingen IS 'How often it was rejected.';
COMMENT ON COLUMN spoor.quarantaine.herkanst_op IS 'When it was last put on spoor.herkansing.';
COMMENT ON COLUMN spoor.quarantaine.sleutel IS 'Record key on the canonical topic (vorm canoniek).';
COMMENT ON COLUMN spoor.quarantaine.omvang IS 'Bytes of the original; verzegeld holds at most the first 64 KiB.';
COMMENT ON COLUMN spoor.quarantaine.hash IS 'SHA-256 of the original, hex.';
COMMENT ON COLUMN spoor.quarantaine.verzegeld IS 'Sealed original bytes, or the canonical value. Readable by spoor_process and spoor_privacy only.';

-- ------------------------------------------------------------------------------------- progress, sources, commands

CREATE TABLE spoor.progress (
    next_offset     bigint      NOT NULL DEFAULT 0,
    stap            bigint      NOT NULL DEFAULT 0,
    epoch           bigint      NOT NULL DEFAULT 0,
    outbox_sequence bigint      NOT NULL DEFAULT 0,
    laatste_klok    timestamptz NOT NULL DEFAULT '-infinity',
    bijgewerkt_op   timestamptz NOT NULL DEFAULT now(),
    backend_start   timestamptz,
    backend_pid     integer,
    partitie        integer     NOT NULL,
    topic           text        NOT NULL,
    instantie       text,
    relay_id        text,
    CONSTRAINT progress_pkey PRIMARY KEY (topic, partitie)
) WITH (fillfactor = 20, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, vacuum_truncate = false);
COMMENT ON TABLE spoor.progress IS 'Where the fold is: one row per partition of the canonical topic. PostgreSQL, not Kafka, says so.';
COMMENT ON COLUMN spoor.progress.next_offset IS 'First offset not folded yet.';
COMMENT ON COLUMN spoor.progress.stap IS 'One more per transaction: compare-and-set, and the answer after a lost connection.';
COMMENT ON COLUMN spoor.progress.epoch IS 'One more per owner: the fence.';
COMMENT ON COLUMN spoor.progress.outbox_sequence IS 'Last sequence drawn in the outbox.';
COMMENT ON COLUMN spoor.progress.laatste_klok IS 'Database clock of the last transaction; the next one never reads an earlier one.';
COMMENT ON COLUMN spoor.progress.backend_pid IS 'Backend of the owner, with backend_start: what a takeover may terminate.';
COMMENT ON COLUMN spoor.progress.instantie IS 'Name of the owner''s process.';
COMMENT ON COLUMN spoor.progress.relay_id IS 'Transactional id of the owner''s relay; null after an orderly release.';

CREATE TABLE spoor.relay_stand (
    mark          bigint      NOT NULL DEFAULT -1,
    bijgewerkt_op timestamptz NOT NULL DEFAULT now(),
    partitie      integer     NOT NULL,
    topic         text        NOT NULL,
    CONSTRAINT relay_stand_pkey PRIMARY KEY (topic, partitie)
) WITH (fillfactor = 20, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, vacuum_truncate = false);
COMMENT ON TABLE spoor.relay_stand IS 'What PostgreSQL remembers of the relay. Apart from progress, so that fold and relay never wait for each other.';
COMMENT ON COLUMN spoor.relay_stand.mark IS 'Last outbox sequence known to be published; -1 = never any. Behind the mark in Kafka by a moment.';

CREATE TABLE spoor.bron (
    offset_max            bigint NOT NULL,
    records               bigint NOT NULL,
    laatste_gebeurtenis_op timestamptz,
    bijgewerkt_op         timestamptz NOT NULL,
    partitie              integer NOT NULL,
    topic                 text    NOT NULL,
    CONSTRAINT bron_pkey PRIMARY KEY (topic, partitie)
) WITH (fillfactor = 20, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, vacuum_truncate = false);
COMMENT ON TABLE spoor.bron IS 'Register of sources: one row per partition of a channel topic that the fold has seen.';
COMMENT ON COLUMN spoor.bron.partitie IS 'Partition of the channel topic.';
COMMENT ON COLUMN spoor.bron.offset_max IS 'Highest offset seen: a missing commit of intake with a row here is a fault, not a first sight.';
COMMENT ON COLUMN spoor.bron.records IS 'Canonical records seen.';
COMMENT ON COLUMN spoor.bron.laatste_gebeurtenis_op IS 'Broker timestamp of the latest one.';

CREATE TABLE spoor.opdracht (
    kanoniek_offset bigint      NOT NULL,
    gedaan          bigint      NOT NULL,
    tijd            timestamptz,
    broker_op       timestamptz NOT NULL,
    bijgewerkt_op   timestamptz NOT NULL,
    cursor_klant    uuid        NOT NULL,
    partitie        integer     NOT NULL,
    begonnen        boolean     NOT NULL,
    afgerond        boolean     NOT NULL,
    soort           text        NOT NULL,
    argument        text,
    source          text        NOT NULL,
    id              text        NOT NULL,
    CONSTRAINT opdracht_pkey PRIMARY KEY (partitie, kanoniek_offset)
);
COMMENT ON TABLE spoor.opdracht IS 'Commands for all klanten, one row per partition, worked off in slices by the owner.';
COMMENT ON COLUMN spoor.opdracht.kanoniek_offset IS 'Offset of its record on the canonical topic: its identity within the partition.';
COMMENT ON COLUMN spoor.opdracht.cursor_klant IS 'Klanten up to and including this one are done; all zero = none yet.';
COMMENT ON COLUMN spoor.opdracht.gedaan IS 'Number of klanten done.';

CREATE TABLE spoor.definitie (
    code         text        NOT NULL,
    versie       integer     NOT NULL,
    geldig_vanaf timestamptz NOT NULL,
    geladen_op   timestamptz NOT NULL,
    checksum     text        NOT NULL,
    document     text        NOT NULL,
    CONSTRAINT definitie_pkey PRIMARY KEY (code, versie)
);
COMMENT ON TABLE spoor.definitie IS 'Journey definitions in force; a version is immutable.';
COMMENT ON COLUMN spoor.definitie.document IS 'The definition as loaded, JSON text.';

CREATE TABLE spoor.migratie (
    nummer          integer     NOT NULL,
    oudste_binair   integer     NOT NULL,
    toegepast_op    timestamptz NOT NULL DEFAULT now(),
    naam            text        NOT NULL,
    checksum        text        NOT NULL,
    CONSTRAINT migratie_pkey PRIMARY KEY (nummer)
);
COMMENT ON TABLE spoor.migratie IS 'Migrations applied, with the SHA-256 of their file.';
COMMENT ON COLUMN spoor.migratie.oudste_binair IS 'Schema version that a program must know to run on the schema after this migration.';

-- ------------------------------------------------------------------------------------------------ rows as they come
-- What the fold sends: an array of rows costs PostgreSQL about a quarter less than an array per column. A type never
-- changes once it is in use, since a program sends exactly its columns: another shape gets another name.

CREATE TYPE spoor.gebeurtenis_rij AS (
    klant_id uuid, feit_id uuid, volgnummer bigint, plaatsgevonden_op timestamptz, tijd timestamptz,
    broker_op timestamptz, herkomst_offset bigint, herkomst_partitie integer, herkomst_index integer, precisie smallint,
    tijd_onwaarschijnlijk boolean, stil boolean, herkansing boolean, soort text, source text, id text, sequence text,
    herkomst_topic text, mapping text, afdruk bytea, klantreis_ref text, fase text, kanaal text, data text, sleutel text,
    verzegeld bytea, traceparent text, tracestate text, correlationid text, causationid text
);
CREATE TYPE spoor.klant_rij AS (
    klant_id uuid, volgnummer bigint, partitie integer, wacht_op_definitie boolean, klant_ref text, toestand text,
    publicatiestand text
);
CREATE TYPE spoor.klantreis_rij AS (
    klant_id uuid, revisie bigint, volgnummer bigint, flags bigint, begin_op timestamptz, eind_op timestamptz,
    verwachte_einddatum_op timestamptz, bijgewerkt_op timestamptz, definitie_versie integer, beeindigd boolean,
    klantreis_ref text, klant_ref text, definitie text, fase text, exemplaar text, dossierstatus text, vorige_fase text,
    volgende_fase text, actie_code text, soort text, zaak_refs text
);
CREATE TYPE spoor.klantcontact_rij AS (
    klant_id uuid, volgnummer bigint, plaatsgevonden_op timestamptz, soort text, klantcontact_id text, kanaal text,
    kanaallijn text, onderwerp_code text, klantreis_ref text, fase text, exemplaar text
);
CREATE TYPE spoor.publicatie_rij AS (
    klant_id uuid, volgnummer bigint, revisie bigint, outbox_sequence bigint, plaatsgevonden_op timestamptz,
    verwerkt_op timestamptz, partitie integer, stil boolean, klantreis_ref text, id text, soort text, uitkomst text,
    oorzaak_source text, oorzaak_id text, hash bytea
);
CREATE TYPE spoor.outbox_rij AS (
    partitie integer, sequence bigint, next_offset bigint, appended_op timestamptz, topic text, sleutel text, waarde text,
    traceparent text
);

-- --------------------------------------------------------------------- spoor_api: the SQL contract, without persons

CREATE SCHEMA spoor_api;
COMMENT ON SCHEMA spoor_api IS 'SQL contract of Spoor for portals and apps: views without persons. Grows by optional columns only.';

CREATE VIEW spoor_api.klantreis_stand AS
SELECT definitie, definitie_versie, fase, dossierstatus, beeindigd,
       count(*) AS klantreizen, min(begin_op) AS oudste_begin_op, max(bijgewerkt_op) AS bijgewerkt_op
FROM spoor.klantreis
GROUP BY definitie, definitie_versie, fase, dossierstatus, beeindigd;
COMMENT ON VIEW spoor_api.klantreis_stand IS 'How many journeys are where.';

CREATE VIEW spoor_api.publicatie_per_dag AS
SELECT (p.verwerkt_op AT TIME ZONE 'Europe/Amsterdam')::date AS dag, r.definitie, p.soort, p.stil,
       p.uitkomst::jsonb ->> 'fase' AS fase, count(*) AS publicaties
FROM spoor.publicatie p
LEFT JOIN spoor.klantreis r USING (klant_id, klantreis_ref)
GROUP BY 1, 2, 3, 4, 5;
COMMENT ON VIEW spoor_api.publicatie_per_dag IS 'History of statuses: messages made per day, definition, kind and phase reached.';

CREATE VIEW spoor_api.klantcontact_per_dag AS
SELECT (plaatsgevonden_op AT TIME ZONE 'Europe/Amsterdam')::date AS dag, kanaal, kanaallijn, onderwerp_code, soort, fase,
       count(*) AS klantcontacten
FROM spoor.klantcontact
GROUP BY 1, 2, 3, 4, 5, 6;
COMMENT ON VIEW spoor_api.klantcontact_per_dag IS 'Contacts per day, channel, subject and phase.';

CREATE VIEW spoor_api.quarantaine_stand AS
SELECT herkomst_topic AS topic, reden, stand, count(*) AS records, min(afgewezen_op) AS oudste_op, max(afgewezen_op) AS nieuwste_op
FROM spoor.quarantaine
GROUP BY herkomst_topic, reden, stand;
COMMENT ON VIEW spoor_api.quarantaine_stand IS 'Rejected records per topic, reason and state.';

CREATE VIEW spoor_api.weggelaten_stand AS
SELECT herkomst_topic AS topic, reden, count(*) AS records, max(weggelaten_op) AS nieuwste_op
FROM spoor.weggelaten
GROUP BY herkomst_topic, reden;
COMMENT ON VIEW spoor_api.weggelaten_stand IS 'Records left out per topic and reason.';

CREATE VIEW spoor_api.bron AS
SELECT topic, partitie, offset_max, records, laatste_gebeurtenis_op, bijgewerkt_op FROM spoor.bron;
COMMENT ON VIEW spoor_api.bron IS 'Sources seen, per partition of a channel topic.';

CREATE VIEW spoor_api.voortgang AS
SELECT p.topic, p.partitie, p.next_offset, p.epoch, p.instantie, p.outbox_sequence, r.mark, p.laatste_klok, p.bijgewerkt_op
FROM spoor.progress p
LEFT JOIN spoor.relay_stand r USING (topic, partitie);
COMMENT ON VIEW spoor_api.voortgang IS 'Where fold and relay are, per partition of the canonical topic.';

CREATE VIEW spoor_api.definitie AS
SELECT code, versie, geldig_vanaf, geladen_op, checksum, document::jsonb AS document FROM spoor.definitie;
COMMENT ON VIEW spoor_api.definitie IS 'Journey definitions in force.';

-- ----------------------------------------------------------------------------------------------------------- rights

GRANT USAGE ON SCHEMA spoor TO spoor_process, spoor_read, spoor_ops, spoor_privacy;
GRANT USAGE ON SCHEMA spoor_api TO spoor_process, spoor_read, spoor_ops, spoor_privacy;
GRANT SELECT ON ALL TABLES IN SCHEMA spoor_api TO spoor_process, spoor_read, spoor_ops, spoor_privacy;
GRANT SELECT ON spoor.migratie TO spoor_process, spoor_read, spoor_ops, spoor_privacy;

-- spoor_process: what the fold, the relay and the commands do, nothing more. Append-only tables stay so.
GRANT SELECT ON ALL TABLES IN SCHEMA spoor TO spoor_process;
GRANT INSERT ON spoor.gebeurtenis, spoor.weggelaten, spoor.publicatie, spoor.outbox, spoor.definitie TO spoor_process;
GRANT INSERT, UPDATE ON spoor.klant, spoor.klantreis, spoor.klantcontact, spoor.quarantaine, spoor.progress,
    spoor.relay_stand, spoor.bron, spoor.opdracht TO spoor_process;
GRANT UPDATE ON spoor.outbox_stand TO spoor_process;
GRANT TRUNCATE ON spoor.outbox_0, spoor.outbox_1, spoor.outbox_2 TO spoor_process;

-- spoor_read: the read side. No sealed bytes.
GRANT SELECT ON spoor.klant, spoor.klantreis, spoor.publicatie, spoor.klantcontact, spoor.weggelaten, spoor.definitie,
    spoor.progress, spoor.relay_stand, spoor.bron, spoor.opdracht, spoor.outbox, spoor.outbox_stand TO spoor_read;
GRANT SELECT (klant_id, feit_id, volgnummer, plaatsgevonden_op, tijd, broker_op, herkomst_topic, herkomst_partitie,
    herkomst_offset, herkomst_index, precisie, tijd_onwaarschijnlijk, stil, herkansing, soort, source, id, sequence,
    mapping, afdruk, klantreis_ref, fase, kanaal, data, traceparent, tracestate, correlationid, causationid)
    ON spoor.gebeurtenis TO spoor_read;
GRANT SELECT (herkomst_topic, herkomst_partitie, herkomst_offset, herkomst_index, omvang, broker_op, afgewezen_op,
    herkanst_op, gesloten_op, pogingen, reden, toelichting, vorm, stand, source, id, type, hash)
    ON spoor.quarantaine TO spoor_read;

-- spoor_ops: no personal data at all.
GRANT SELECT ON spoor.progress, spoor.relay_stand, spoor.bron, spoor.opdracht, spoor.definitie, spoor.outbox_stand
    TO spoor_ops;
GRANT SELECT (partitie, sequence, tafel, next_offset, appended_op, topic) ON spoor.outbox TO spoor_ops;
GRANT SELECT (herkomst_topic, herkomst_partitie, herkomst_offset, herkomst_index, reden, weggelaten_op)
    ON spoor.weggelaten TO spoor_ops;
GRANT SELECT (herkomst_topic, herkomst_partitie, herkomst_offset, herkomst_index, omvang, broker_op, afgewezen_op,
    herkanst_op, gesloten_op, pogingen, reden, toelichting, vorm, stand, source, type, hash)
    ON spoor.quarantaine TO spoor_ops;

-- spoor_privacy: everything, read only.
GRANT SELECT ON ALL TABLES IN SCHEMA spoor TO spoor_privacy;
