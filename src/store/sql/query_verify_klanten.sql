-- A page of klanten after a cursor. $1 klant_id, $2 most rows.
SELECT klant_id::text, klant_ref, volgnummer::text, wacht_op_definitie::text, toestand, publicatiestand
FROM spoor.klant k WHERE k.klant_id > $1::text::uuid ORDER BY k.klant_id LIMIT $2::text::bigint
