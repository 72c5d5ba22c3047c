-- Contacts as a refold leaves them: attributed anew, corrected, or back after a withdrawal was withdrawn. Most are as they
-- were: those are not even locked. $1 rows.
WITH n AS MATERIALIZED (SELECT * FROM unnest($1::spoor.klantcontact_rij[])),
changed AS (
    UPDATE spoor.klantcontact c
    SET plaatsgevonden_op = n.plaatsgevonden_op, klantcontact_id = n.klantcontact_id, kanaal = n.kanaal,
        kanaallijn = n.kanaallijn, onderwerp_code = n.onderwerp_code, klantreis_ref = n.klantreis_ref, fase = n.fase,
        exemplaar = n.exemplaar
    FROM n
    WHERE c.klant_id = n.klant_id AND c.volgnummer = n.volgnummer
      AND (c.plaatsgevonden_op, c.klantcontact_id, c.kanaal, c.kanaallijn, c.onderwerp_code, c.klantreis_ref, c.fase,
           c.exemplaar) IS DISTINCT FROM (n.plaatsgevonden_op, n.klantcontact_id, n.kanaal, n.kanaallijn, n.onderwerp_code,
           n.klantreis_ref, n.fase, n.exemplaar)
)
INSERT INTO spoor.klantcontact (klant_id, volgnummer, plaatsgevonden_op, soort, klantcontact_id, kanaal, kanaallijn,
    onderwerp_code, klantreis_ref, fase, exemplaar)
SELECT n.klant_id, n.volgnummer, n.plaatsgevonden_op, n.soort, n.klantcontact_id, n.kanaal, n.kanaallijn, n.onderwerp_code,
    n.klantreis_ref, n.fase, n.exemplaar
FROM n
WHERE NOT EXISTS (SELECT FROM spoor.klantcontact c WHERE c.klant_id = n.klant_id AND c.volgnummer = n.volgnummer)
