-- Closes the rows of origins that were accepted on a retry. $1 the clock.
UPDATE spoor.quarantaine q
SET stand = 'hersteld', gesloten_op = $1::timestamptz
FROM unnest($2::text[], $3::int[], $4::bigint[], $5::int[])
    AS n (herkomst_topic, herkomst_partitie, herkomst_offset, herkomst_index)
WHERE q.herkomst_topic = n.herkomst_topic AND q.herkomst_partitie = n.herkomst_partitie
  AND q.herkomst_offset = n.herkomst_offset AND q.herkomst_index = n.herkomst_index AND q.stand = 'open'
