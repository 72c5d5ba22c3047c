-- The newest accepted begin of a channel partition that was not used yet. $1 topic, $2 partition.
SELECT tot_offset, nummer FROM spoor.ingreep WHERE topic = $1::text AND partitie = $2::int AND NOT kanoniek AND toegepast_op IS NULL
ORDER BY nummer DESC LIMIT 1
