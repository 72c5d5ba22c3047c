-- Accepted loss on a canonical partition: moves the position of the fold; the epoch fences whoever reads there now. No row
-- when the fold never saw the partition. $1 topic, $2 partition, $3 first offset to read again, $4 reason.
WITH positie AS (
    SELECT p.topic, p.partitie, p.next_offset FROM spoor.progress p
    WHERE p.topic = $1::text AND p.partitie = $2::int
    FOR NO KEY UPDATE
), verzet AS (
    UPDATE spoor.progress p SET next_offset = $3::bigint, epoch = p.epoch + 1, bijgewerkt_op = clock_timestamp()
    FROM positie o WHERE p.topic = o.topic AND p.partitie = o.partitie
), weg AS (
    DELETE FROM spoor.stilstand s USING positie o WHERE s.topic = o.topic AND s.partitie = o.partitie
)
INSERT INTO spoor.ingreep (topic, partitie, van_offset, tot_offset, reden, kanoniek, genomen_op)
SELECT o.topic, o.partitie, o.next_offset, $3::bigint, $4::text, true, clock_timestamp() FROM positie o
RETURNING nummer
