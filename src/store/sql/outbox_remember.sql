-- Remembers what is published; never lowers a mark. Whoever publishes has settled a mark that was ahead. $1 topic, $2 partitions, $3 marks, $4 epochs.
UPDATE spoor.relay_stand r
SET mark = greatest(r.mark, m.mark), bijgewerkt_op = clock_timestamp(), vooruit = NULL, vooruit_van = NULL
FROM unnest($2::int[], $3::bigint[], $4::bigint[]) AS m (partitie, mark, epoch)
JOIN spoor.progress p ON p.topic = $1::text AND p.partitie = m.partitie AND p.epoch = m.epoch
WHERE r.topic = $1::text AND r.partitie = m.partitie AND (r.mark < m.mark OR r.vooruit IS NOT NULL)
