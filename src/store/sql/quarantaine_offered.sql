-- A record was put up for a retry; nothing when it is no longer open. $1 topic, $2 partition, $3 offset, $4 index.
UPDATE spoor.quarantaine SET herkanst_op = clock_timestamp()
WHERE herkomst_topic = $1::text AND herkomst_partitie = $2::int AND herkomst_offset = $3::bigint
  AND herkomst_index = $4::int AND stand = 'open'
RETURNING pogingen
