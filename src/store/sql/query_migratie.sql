-- Klanten with a running journey of a definition, after a cursor. $1 klant_id of the cursor, $2 most rows, $3 its code.
SELECT k.klant_id::text, k.klant_ref, k.toestand, k.publicatiestand
FROM spoor.klant k
WHERE k.klant_id > $1::text::uuid
  AND EXISTS (SELECT FROM spoor.klantreis r
              WHERE r.klant_id = k.klant_id AND r.definitie = $3::text AND NOT r.beeindigd)
ORDER BY k.klant_id LIMIT $2::text::bigint
