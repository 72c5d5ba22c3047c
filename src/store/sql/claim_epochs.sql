-- Who is to be replaced by a claim. $1 topic, $2 partitions.
SELECT partitie, epoch FROM spoor.progress WHERE topic = $1::text AND partitie = ANY ($2::int[])
