-- One klant. $1 klant_id.
SELECT klant_ref, volgnummer::text, partitie::text, wacht_op_definitie::text, toestand, publicatiestand
FROM spoor.klant WHERE klant_id = $1::text::uuid
