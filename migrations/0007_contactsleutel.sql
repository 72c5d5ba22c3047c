-- Spoor, migration 0007: keys of contacts that are no longer among the recent ones of a klant's toestand.
-- oldest binary served: 7
--
-- Conventions as in 0001. The toestand counts contacts otherwise from here on: programs that know only 0006 cannot read
-- it, and a toestand of theirs cannot be gone on with.

SET LOCAL ROLE spoor_migrate;

DO $$
BEGIN
    IF EXISTS (SELECT FROM spoor.klant) THEN
        RAISE EXCEPTION 'spoor.klant holds toestanden in which events, not contacts, were counted: fold into an empty database';
    END IF;
END
$$;

CREATE TABLE spoor.contactsleutel (
    klant_id uuid   NOT NULL,
    sleutel  bigint NOT NULL,
    CONSTRAINT contactsleutel_pkey PRIMARY KEY (klant_id, sleutel)
);
COMMENT ON TABLE spoor.contactsleutel IS 'Keys by which an event may belong to a contact that left the recent ones of the toestand: such an event is folded with the history. Only klanten with more contacts than those have rows. Append-only; a key too many costs a refold, never an outcome.';
COMMENT ON COLUMN spoor.contactsleutel.sleutel IS 'Hash of klantcontactId (or bronId, or id), of gesprekId, of vervolgVan, or of (kind, bronSysteem, bronId).';

GRANT SELECT, INSERT ON spoor.contactsleutel TO spoor_process;
GRANT SELECT ON spoor.contactsleutel TO spoor_read, spoor_ops, spoor_privacy;

RESET ROLE;
