-- Which klanten have had which open command. $1 partition, $2 offset of the command, $3 klant_id.
SELECT q.nummer
FROM unnest($1::int[], $2::bigint[], $3::uuid[]) WITH ORDINALITY AS q (partitie, kanoniek_offset, klant_id, nummer)
JOIN spoor.opdracht_gehad g USING (partitie, kanoniek_offset, klant_id)
