-- Locks the rows in order of partition, so that claims never deadlock, and tells the former relay. $1 topic, $2 partitions.
SELECT p.partitie, p.relay_id
FROM spoor.progress p
WHERE p.topic = $1::text AND p.partitie = ANY ($2::int[])
ORDER BY p.partitie
FOR NO KEY UPDATE
