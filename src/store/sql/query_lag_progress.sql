-- Where fold and relay are, with the moment of the oldest outbox row that is not published. $1 canonical topic.
SELECT p.partitie::text, p.next_offset::text, p.outbox_sequence::text, coalesce(r.mark, -1)::text, p.epoch::text,
    (extract(epoch FROM p.bijgewerkt_op) * 1000000)::bigint::text,
    (SELECT (extract(epoch FROM min(o.appended_op)) * 1000000)::bigint::text FROM spoor.outbox o
     WHERE o.partitie = p.partitie AND o.sequence = greatest(r.mark, 0) + 1 AND p.outbox_sequence > greatest(r.mark, 0))
FROM spoor.progress p
LEFT JOIN spoor.relay_stand r USING (topic, partitie)
WHERE p.topic = $1::text
ORDER BY p.partitie
