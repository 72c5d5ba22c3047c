-- The newest accepted begin of a channel partition. $1 topic, $2 partition.
SELECT tot_offset, nummer FROM spoor.ingreep WHERE topic = $1::text AND partitie = $2::int AND NOT kanoniek
ORDER BY nummer DESC LIMIT 1
