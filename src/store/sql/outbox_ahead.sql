-- The owner saw a mark in Kafka that PostgreSQL had not drawn when it came. No row when another owner came since.
-- $1 topic, $2 partition, $3 epoch, $4 mark, $5 end of the outbox at the claim.
UPDATE spoor.relay_stand r SET vooruit = $4::bigint, vooruit_van = $5::bigint
FROM spoor.progress p
WHERE p.topic = $1::text AND p.partitie = $2::int AND p.epoch = $3::bigint
  AND r.topic = p.topic AND r.partitie = p.partitie
RETURNING r.partitie
