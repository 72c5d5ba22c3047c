-- Accepted loss on a channel partition: lost is what lies between the highest offset seen and the new begin. What is there
-- now begins a second before its first record, for clocks of producers differ, but after what was seen last. Intake stands
-- still there until it takes the decision, also when the topic has grown past our position by then.
-- $1 topic, $2 partition, $3 first offset to read again, $4 reason, $5 broker time of the first record, or null, $6 our position.
WITH stil AS (
    INSERT INTO spoor.stilstand (topic, partitie, positie, begonnen_op)
    VALUES ($1::text, $2::int, $6::bigint, clock_timestamp())
    ON CONFLICT (topic, partitie) DO NOTHING
)
INSERT INTO spoor.ingreep (topic, partitie, tot_offset, reden, kanoniek, genomen_op, van_offset, broker_vanaf)
SELECT $1::text, $2::int, $3::bigint, $4::text, false, clock_timestamp(), coalesce(b.offset_max + 1, 0),
    CASE WHEN $5::timestamptz IS NOT NULL THEN
        least($5::timestamptz, greatest($5::timestamptz - interval '1 second', b.laatste_gebeurtenis_op + interval '1 microsecond'))
    END
FROM (SELECT) AS een LEFT JOIN spoor.bron b ON b.topic = $1::text AND b.partitie = $2::int
RETURNING nummer
