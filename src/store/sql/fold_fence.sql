-- The fence: locks the rows that are still ours, with the clock and the outbox table that is written now.
-- $1 topic, $2 partitions, $3 stap, $4 epoch.
SELECT p.partitie, p.laatste_klok, spoor.klok(), (SELECT s.actief FROM spoor.outbox_stand s)
FROM unnest($2::int[], $3::bigint[], $4::bigint[]) AS m (partitie, stap, epoch)
JOIN spoor.progress p ON p.topic = $1::text AND p.partitie = m.partitie AND p.stap = m.stap AND p.epoch = m.epoch
ORDER BY p.partitie
FOR NO KEY UPDATE OF p
