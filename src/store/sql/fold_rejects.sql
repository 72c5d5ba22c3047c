-- Which of these origins have a row in quarantine already: delivered again, so nothing is to be told anew.
-- $1 topic, $2 partition, $3 offset, $4 index.
SELECT q.nummer
FROM unnest($1::text[], $2::int[], $3::bigint[], $4::int[]) WITH ORDINALITY AS q (topic, partitie, "offset", index, nummer)
JOIN spoor.quarantaine r ON r.herkomst_topic = q.topic AND r.herkomst_partitie = q.partitie
    AND r.herkomst_offset = q."offset" AND r.herkomst_index = q.index
