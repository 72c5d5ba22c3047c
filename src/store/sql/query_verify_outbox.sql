-- I2 and I6 on what the outbox still holds: sequences dense up to the last one drawn, next_offset never goes back.
-- $1 canonical topic.
SELECT p.partitie::text, count(o.sequence)::text, (p.outbox_sequence - coalesce(max(o.sequence), p.outbox_sequence))::text,
    (count(o.sequence) FILTER (WHERE o.sequence <> o.vorige + 1))::text,
    (count(o.sequence) FILTER (WHERE o.next_offset < o.vorige_offset))::text
FROM spoor.progress p
LEFT JOIN (SELECT partitie, sequence, next_offset, lag(sequence) OVER w AS vorige, lag(next_offset) OVER w AS vorige_offset
           FROM spoor.outbox WINDOW w AS (PARTITION BY partitie ORDER BY sequence)) o ON o.partitie = p.partitie
WHERE p.topic = $1::text
GROUP BY p.partitie, p.outbox_sequence
ORDER BY p.partitie
