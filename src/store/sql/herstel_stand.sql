-- What PostgreSQL remembers of each partition that was ever owned, with the oldest row after the mark. $1 topic.
SELECT p.partitie, r.mark, r.bijgewerkt_op, p.outbox_sequence, p.epoch,
    (SELECT o.appended_op FROM spoor.outbox o
     WHERE o.partitie = p.partitie AND o.sequence = greatest(r.mark, 0) + 1 AND p.outbox_sequence > greatest(r.mark, 0)),
    p.next_offset, coalesce(r.vooruit, -1), coalesce(r.vooruit_van, -1),
    EXISTS (SELECT FROM spoor.opdracht c WHERE c.partitie = p.partitie AND NOT c.afgerond),
    EXISTS (SELECT FROM spoor.termijn t WHERE t.partitie = p.partitie AND t.op <= spoor.klok())
FROM spoor.progress p
JOIN spoor.relay_stand r ON r.topic = p.topic AND r.partitie = p.partitie
WHERE p.topic = $1::text
ORDER BY p.partitie
