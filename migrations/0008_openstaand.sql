-- Spoor, migration 0008: what is open for a klant: tasks, complaints, messages without receipt, appointments …
-- oldest binary served: 8
--
-- Conventions as in 0001. Programs that know less would leave matters open that were closed: they stop.

SET LOCAL ROLE spoor_migrate;

CREATE TABLE spoor.openstaand (
    klant_id     uuid        NOT NULL,
    sinds_op     timestamptz NOT NULL,
    uiterlijk_op timestamptz,
    soort        text        NOT NULL,
    ref          text        NOT NULL,
    aard         text,
    eigenaar     text,
    divisie      text,
    regisseur    text,
    CONSTRAINT openstaand_pkey PRIMARY KEY (klant_id, soort, ref)
) WITH (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.05, vacuum_truncate = false);
-- No second index: the table holds what is open and nothing else, so that a worklist by divisie, eigenaar or regisseur
-- reads it as a whole; an index on any of these would be written with every matter that opens and closes.
COMMENT ON TABLE spoor.openstaand IS 'Every open matter of every klant. A row is there while the matter is open; worklists read this, not the toestand, which keeps the first ones only.';
COMMENT ON COLUMN spoor.openstaand.soort IS 'taak, klacht, bericht, klantcontact, doorzending, afspraak, escalatie, aanvulling, kennisgeving (include/spoor/domain/openstaand.def).';
COMMENT ON COLUMN spoor.openstaand.ref IS 'Its id, as its events name it: taakId, klachtId, klantcontactId, afspraakId …';
COMMENT ON COLUMN spoor.openstaand.aard IS 'What it is precisely: terugbelverzoek, contactverzoek, onderzoek, maatwerkplaats, superagent, terugbellen, vervolg_nodig …';
COMMENT ON COLUMN spoor.openstaand.sinds_op IS 'When it opened, as the event says (plaatsgevondenOp). Ages are for readers.';
COMMENT ON COLUMN spoor.openstaand.uiterlijk_op IS 'The norm it carries: by when it is to be done. Of an afspraak: when it is.';
COMMENT ON COLUMN spoor.openstaand.eigenaar IS 'Who it was assigned to last: ref of an actor; null = nobody.';
COMMENT ON COLUMN spoor.openstaand.divisie IS 'Divisie that last spoke about it.';
COMMENT ON COLUMN spoor.openstaand.regisseur IS 'Who leads it: ref of an actor; ends with the matter.';

CREATE VIEW spoor_api.openstaand_stand AS
SELECT soort, aard, divisie, eigenaar IS NOT NULL AS heeft_eigenaar, regisseur IS NOT NULL AS heeft_regisseur,
       count(*) AS openstaand, min(sinds_op) AS oudste_sinds_op, min(uiterlijk_op) AS eerste_uiterlijk_op
FROM spoor.openstaand
GROUP BY 1, 2, 3, 4, 5;
COMMENT ON VIEW spoor_api.openstaand_stand IS 'How many matters are open, per kind and divisie, with or without owner and regisseur.';

GRANT SELECT, INSERT, UPDATE, DELETE ON spoor.openstaand TO spoor_process;
GRANT SELECT ON spoor.openstaand TO spoor_read, spoor_privacy;
GRANT SELECT ON spoor_api.openstaand_stand TO spoor_process, spoor_read, spoor_ops, spoor_privacy;

RESET ROLE;
