-- After a reconnect: tells our new backend, which a takeover may terminate, for these partitions and all others that
-- still name the former one. $1 topic, $2 partitions, $3 epochs, $4 when it began, $5 and $6 pid and begin of the former.
UPDATE spoor.progress p
SET backend_pid = pg_backend_pid(), backend_start = $4::text::timestamptz
WHERE p.topic = $1::text
  AND ((p.partitie, p.epoch) IN (SELECT m.partitie, m.epoch FROM unnest($2::int[], $3::bigint[]) AS m (partitie, epoch))
       OR (p.backend_pid = $5::int AND p.backend_start = nullif($6::text, '')::timestamptz))
