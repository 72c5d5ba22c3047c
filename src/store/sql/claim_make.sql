-- Makes the rows of partitions that were never owned. $1 topic, $2 partitions.
WITH gemaakt AS (
    INSERT INTO spoor.progress (topic, partitie)
    SELECT $1::text, p FROM unnest($2::int[]) AS p ORDER BY p
    ON CONFLICT DO NOTHING
)
INSERT INTO spoor.relay_stand (topic, partitie)
SELECT $1::text, p FROM unnest($2::int[]) AS p ORDER BY p
ON CONFLICT DO NOTHING
