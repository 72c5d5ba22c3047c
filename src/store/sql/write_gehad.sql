-- Klanten beyond the cursor that need no more of an open command. $1 partition, $2 offset of the command, $3 klant_id.
INSERT INTO spoor.opdracht_gehad (partitie, kanoniek_offset, klant_id)
SELECT n.* FROM unnest($1::int[], $2::bigint[], $3::uuid[]) AS n
ON CONFLICT DO NOTHING
