-- Open matters, new or changed; a matter comes once per statement.
INSERT INTO spoor.openstaand (klant_id, sinds_op, uiterlijk_op, soort, ref, aard, eigenaar, divisie, regisseur)
SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::text[],
    $8::text[], $9::text[])
ON CONFLICT (klant_id, soort, ref) DO UPDATE
SET sinds_op = excluded.sinds_op, uiterlijk_op = excluded.uiterlijk_op, aard = excluded.aard,
    eigenaar = excluded.eigenaar, divisie = excluded.divisie, regisseur = excluded.regisseur
