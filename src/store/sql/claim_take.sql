-- Raises the epoch: from here the former owner's transactions fail. $1 topic, $2 partitions, $3 instance, $4 relay id,
-- $5 when our backend began.
UPDATE spoor.progress p
SET epoch = p.epoch + 1, instantie = $3::text, relay_id = $4::text, bijgewerkt_op = clock_timestamp(),
    backend_pid = pg_backend_pid(), backend_start = $5::text::timestamptz
FROM spoor.relay_stand r
WHERE p.topic = $1::text AND p.partitie = ANY ($2::int[]) AND r.topic = p.topic AND r.partitie = p.partitie
RETURNING p.partitie, p.next_offset, p.stap, p.epoch, p.outbox_sequence, r.mark,
    coalesce(r.vooruit, -1)
