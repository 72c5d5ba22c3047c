-- Which keys of older contacts are there. $1 klant_id, $2 sleutel: pairs.
SELECT q.nummer
FROM unnest($1::uuid[], $2::bigint[]) WITH ORDINALITY AS q (klant_id, sleutel, nummer)
JOIN spoor.contactsleutel c USING (klant_id, sleutel)
