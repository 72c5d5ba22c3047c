-- Highest offset seen of a channel partition. $1 topic, $2 partition.
SELECT offset_max FROM spoor.bron WHERE topic = $1::text AND partitie = $2::int
