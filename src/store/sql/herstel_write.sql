-- Puts a found mark on the record, for the owner there is, or else for the next one. No row when another owner came
-- since the search began. $1 topic, $2 partition, $3 epoch then, $4 mark, $5 reason.
WITH stand AS (
    SELECT p.topic, p.partitie, p.epoch, coalesce(r.vooruit_van, r.mark) AS van,
        CASE WHEN r.vooruit IS NULL THEN 'herstel' ELSE 'vooruit' END AS soort,
        EXISTS (SELECT FROM pg_stat_activity a WHERE a.pid = p.backend_pid AND a.datname = current_database()) AS leeft
    FROM spoor.progress p
    JOIN spoor.relay_stand r ON r.topic = p.topic AND r.partitie = p.partitie
    WHERE p.topic = $1::text AND p.partitie = $2::int AND p.epoch = $3::bigint AND r.mark <= $4::bigint
    FOR NO KEY UPDATE OF p
), onthouden AS (
    UPDATE spoor.relay_stand r
    SET mark = $4::bigint, bijgewerkt_op = clock_timestamp(), vooruit = NULL, vooruit_van = NULL
    FROM stand s
    WHERE r.topic = s.topic AND r.partitie = s.partitie AND (r.mark < $4::bigint OR r.vooruit IS NOT NULL)
)
INSERT INTO spoor.ingreep (topic, partitie, van_offset, tot_offset, reden, kanoniek, genomen_op, soort, epoch)
SELECT s.topic, s.partitie, s.van, $4::bigint, $5::text, true, clock_timestamp(), s.soort,
    CASE WHEN s.leeft THEN s.epoch ELSE s.epoch + 1 END
FROM stand s
RETURNING nummer
