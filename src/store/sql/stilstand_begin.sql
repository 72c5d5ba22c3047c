-- A partition stands still because its input is gone; since when it did already. Nothing when a person has moved the fold's
-- position meanwhile. $1 topic, $2 partition, $3 our position.
WITH verzet AS (
    SELECT next_offset FROM spoor.progress WHERE topic = $1::text AND partitie = $2::int FOR SHARE
)
INSERT INTO spoor.stilstand (topic, partitie, positie, begonnen_op)
SELECT $1::text, $2::int, $3::bigint, clock_timestamp() FROM (SELECT) AS een
WHERE NOT EXISTS (SELECT FROM verzet WHERE next_offset <> $3::bigint)
ON CONFLICT (topic, partitie) DO NOTHING
