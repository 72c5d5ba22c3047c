-- Klanten with a clock, after a cursor. $1 klant_id of the cursor, $2 most rows.
SELECT k.klant_id::text, k.klant_ref, k.toestand, k.publicatiestand, (extract(epoch FROM spoor.klok()) * 1000000)::bigint::text
FROM spoor.klant k
WHERE k.klant_id > $1::text::uuid AND EXISTS (SELECT FROM spoor.termijn t WHERE t.klant_id = k.klant_id)
ORDER BY k.klant_id LIMIT $2::text::bigint
