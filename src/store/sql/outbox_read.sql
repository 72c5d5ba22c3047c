-- Rows after each mark, at most $4 in all, shared between the partitions that have any; state and rows are of one
-- snapshot, and sequences are dense, so a range says how many. The last column: herstel says that this row is never
-- published. $1 topic, $2 partitions, $3 marks.
WITH stand AS (
    SELECT m.nummer, greatest(m.mark, 0) AS na, p.partitie, p.outbox_sequence, p.next_offset, p.epoch, r.mark,
        (SELECT range_agg(int8range(i.van_offset, i.tot_offset, '(]')) FROM spoor.ingreep i
         WHERE i.topic = $1::text AND i.partitie = m.partitie AND i.soort <> 'verlies' AND i.tot_offset > m.mark) AS over,
        greatest(1, $4::bigint / greatest(1, count(*) FILTER (WHERE p.outbox_sequence > greatest(m.mark, 0)) OVER ())) AS deel
    FROM unnest($2::int[], $3::bigint[]) WITH ORDINALITY AS m (partitie, mark, nummer)
    JOIN spoor.progress p ON p.topic = $1::text AND p.partitie = m.partitie
    LEFT JOIN spoor.relay_stand r ON r.topic = p.topic AND r.partitie = p.partitie
)
SELECT s.nummer, s.outbox_sequence, s.next_offset, s.epoch, s.mark,
    o.sequence, o.next_offset, o.appended_op, o.topic, o.sleutel, o.waarde, o.traceparent,
    coalesce(o.sequence <@ s.over, false)
FROM stand s
LEFT JOIN spoor.outbox o ON o.partitie = s.partitie AND o.sequence > s.na AND o.sequence <= s.na + s.deel
ORDER BY s.nummer, o.sequence
