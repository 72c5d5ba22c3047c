-- Puts on the record which rows of the outbox are never published, for the owner there is, or else for the next one: the
-- first range, where publishing goes on behind, is the newest row. No row when another owner came since the search began.
-- A mark that is ahead stays on the record until its owner committed another. $1 topic, $2 partition, $3 epoch then,
-- $4 and $5 ranges (after, up to and including) in order, $6 reason.
WITH stand AS (
    SELECT p.topic, p.partitie, p.epoch, ($5::bigint[])[1] AS gevonden,
        CASE WHEN r.vooruit IS NULL THEN 'herstel' ELSE 'vooruit' END AS soort,
        EXISTS (SELECT FROM pg_stat_activity a WHERE a.pid = p.backend_pid AND a.datname = current_database()) AS leeft
    FROM spoor.progress p
    JOIN spoor.relay_stand r ON r.topic = p.topic AND r.partitie = p.partitie
    WHERE p.topic = $1::text AND p.partitie = $2::int AND p.epoch = $3::bigint AND r.mark <= ($5::bigint[])[1]
    FOR NO KEY UPDATE OF p
), onthouden AS (
    UPDATE spoor.relay_stand r
    SET mark = s.gevonden, bijgewerkt_op = clock_timestamp()
    FROM stand s
    WHERE r.topic = s.topic AND r.partitie = s.partitie AND r.mark < s.gevonden AND s.soort = 'herstel'
)
INSERT INTO spoor.ingreep (topic, partitie, van_offset, tot_offset, reden, kanoniek, genomen_op, soort, epoch)
SELECT s.topic, s.partitie, n.van, n.tot, $6::text, true, clock_timestamp(), s.soort,
    CASE WHEN s.leeft THEN s.epoch ELSE s.epoch + 1 END
FROM stand s, unnest($4::bigint[], $5::bigint[]) WITH ORDINALITY AS n (van, tot, nummer)
ORDER BY n.nummer DESC
RETURNING nummer
