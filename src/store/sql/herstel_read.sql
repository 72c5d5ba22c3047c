-- The newest mark that was found for this owner. $1 topic, $2 partition, $3 epoch.
SELECT tot_offset FROM spoor.ingreep
WHERE topic = $1::text AND partitie = $2::int AND epoch = $3::bigint
ORDER BY nummer DESC LIMIT 1
