-- The next klanten that a command has not reached. $1 partition, $2 cursor, $3 at most, $4 offset of the command.
SELECT k.klant_id FROM spoor.klant k
WHERE k.partitie = $1::int AND k.klant_id > $2::uuid
  AND NOT EXISTS (SELECT FROM spoor.opdracht_gehad g
                  WHERE g.partitie = $1::int AND g.kanoniek_offset = $4::bigint AND g.klant_id = k.klant_id)
ORDER BY k.klant_id LIMIT $3::bigint
