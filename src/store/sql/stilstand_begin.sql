-- A partition stands still because its input is gone; since when it did already. $1 topic, $2 partition, $3 our position.
INSERT INTO spoor.stilstand (topic, partitie, positie, begonnen_op)
VALUES ($1::text, $2::int, $3::bigint, clock_timestamp())
ON CONFLICT (topic, partitie) DO NOTHING
