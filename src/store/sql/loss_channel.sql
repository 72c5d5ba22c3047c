-- Accepted loss on a channel partition: lost is what lies between the highest offset seen and the new begin.
-- $1 topic, $2 partition, $3 first offset to read again, $4 reason.
INSERT INTO spoor.ingreep (topic, partitie, tot_offset, reden, kanoniek, genomen_op, van_offset)
SELECT $1::text, $2::int, $3::bigint, $4::text, false, clock_timestamp(),
    coalesce((SELECT b.offset_max + 1 FROM spoor.bron b WHERE b.topic = $1::text AND b.partitie = $2::int), 0)
RETURNING nummer
