-- Orderly release: the next owner need not fence our relay. $1 topic, $2 partitions, $3 epochs.
UPDATE spoor.progress p
SET relay_id = NULL, instantie = NULL, backend_pid = NULL, backend_start = NULL, bijgewerkt_op = clock_timestamp()
FROM unnest($2::int[], $3::bigint[]) AS m (partitie, epoch)
WHERE p.topic = $1::text AND p.partitie = m.partitie AND p.epoch = m.epoch
