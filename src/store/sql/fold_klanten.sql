-- The state of klanten that are not cached. $1 klant_id.
SELECT q.nummer, k.klant_ref, k.partitie, k.volgnummer, k.toestand, k.publicatiestand, k.wacht_op_definitie
FROM unnest($1::uuid[]) WITH ORDINALITY AS q (klant_id, nummer)
JOIN spoor.klant k ON k.klant_id = q.klant_id
