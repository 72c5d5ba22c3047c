-- Where a partition stands still; no row when it does not. $1 topic, $2 partition.
SELECT positie FROM spoor.stilstand WHERE topic = $1::text AND partitie = $2::int
