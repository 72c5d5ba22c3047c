-- Contacts as a refold leaves them: attributed anew, corrected, or back after a withdrawal was withdrawn. $1 rows.
INSERT INTO spoor.klantcontact AS c (klant_id, volgnummer, plaatsgevonden_op, soort, klantcontact_id, kanaal, kanaallijn,
    onderwerp_code, klantreis_ref, fase, exemplaar)
SELECT * FROM unnest($1::spoor.klantcontact_rij[])
ON CONFLICT (klant_id, volgnummer) DO UPDATE
SET plaatsgevonden_op = excluded.plaatsgevonden_op, klantcontact_id = excluded.klantcontact_id,
    kanaal = excluded.kanaal, kanaallijn = excluded.kanaallijn, onderwerp_code = excluded.onderwerp_code,
    klantreis_ref = excluded.klantreis_ref, fase = excluded.fase, exemplaar = excluded.exemplaar
WHERE c IS DISTINCT FROM excluded
