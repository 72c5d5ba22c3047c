-- Which of these records have a row in quarantine already: delivered again, so nothing is to be told anew. Another broker
-- time is another record: its topic was made again. $1 topic, $2 partition, $3 offset, $4 index, $5 broker time.
SELECT q.nummer
FROM unnest($1::text[], $2::int[], $3::bigint[], $4::int[], $5::timestamptz[])
    WITH ORDINALITY AS q (topic, partitie, "offset", index, broker_op, nummer)
JOIN spoor.quarantaine r ON r.herkomst_topic = q.topic AND r.herkomst_partitie = q.partitie
    AND r.herkomst_offset = q."offset" AND r.herkomst_index = q.index
    AND (r.broker_op IS NULL OR q.broker_op IS NULL OR r.broker_op = q.broker_op)
