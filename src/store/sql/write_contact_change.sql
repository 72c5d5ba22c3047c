-- Attribution that a refold changed.
UPDATE spoor.klantcontact c
SET klantreis_ref = n.klantreis_ref, fase = n.fase, exemplaar = n.exemplaar
FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::text[])
    AS n (klant_id, volgnummer, klantreis_ref, fase, exemplaar)
WHERE c.klant_id = n.klant_id AND c.volgnummer = n.volgnummer
