-- The next free index for parts of one record. $1 topic, $2 partition, $3 offset.
SELECT coalesce(max(herkomst_index), 0) + 1 FROM spoor.quarantaine
WHERE herkomst_topic = $1::text AND herkomst_partitie = $2::int AND herkomst_offset = $3::bigint
