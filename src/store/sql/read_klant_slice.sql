-- The next klanten of a partition. $1 partition, $2 cursor, $3 at most.
SELECT klant_id FROM spoor.klant WHERE partitie = $1::int AND klant_id > $2::uuid ORDER BY klant_id LIMIT $3::bigint
