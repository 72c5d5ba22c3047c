-- What became of a transaction: waits for its backend to end, since that holds the rows. $1 topic, $2 partitions.
SELECT p.partitie, p.stap, p.epoch
FROM spoor.progress p
WHERE p.topic = $1::text AND p.partitie = ANY ($2::int[])
ORDER BY p.partitie
FOR NO KEY UPDATE
