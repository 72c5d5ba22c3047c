-- Rejected records of a topic that was made again make room for those that have their origins now: to a free index.
-- $1 topic, $2 partition, $3 offset, $4 index, $5 broker time.
UPDATE spoor.quarantaine q
SET herkomst_index = q.herkomst_index + 1 + (SELECT max(o.herkomst_index) FROM spoor.quarantaine o
    WHERE o.herkomst_topic = q.herkomst_topic AND o.herkomst_partitie = q.herkomst_partitie
      AND o.herkomst_offset = q.herkomst_offset)
FROM unnest($1::text[], $2::int[], $3::bigint[], $4::int[], $5::timestamptz[])
    AS n (herkomst_topic, herkomst_partitie, herkomst_offset, herkomst_index, broker_op)
WHERE q.herkomst_topic = n.herkomst_topic AND q.herkomst_partitie = n.herkomst_partitie
  AND q.herkomst_offset = n.herkomst_offset AND q.herkomst_index = n.herkomst_index AND q.broker_op <> n.broker_op
