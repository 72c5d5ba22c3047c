-- New contact facts. $1 rows.
INSERT INTO spoor.klantcontact (klant_id, volgnummer, plaatsgevonden_op, soort, klantcontact_id, kanaal, kanaallijn,
    onderwerp_code, klantreis_ref, fase, exemplaar)
SELECT * FROM unnest($1::spoor.klantcontact_rij[])
