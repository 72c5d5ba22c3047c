-- I6: what is told has its own place in the outbox, what is stil has none. $1 canonical topic.
SELECT count(*)::text,
    count(*) FILTER (WHERE p.stil <> (p.outbox_sequence = 0) OR p.outbox_sequence > coalesce(v.outbox_sequence, 0)
                     OR p.outbox_sequence = p.vorige)::text,
    min(p.id) FILTER (WHERE p.stil <> (p.outbox_sequence = 0) OR p.outbox_sequence > coalesce(v.outbox_sequence, 0)
                      OR p.outbox_sequence = p.vorige)
FROM (SELECT id, stil, partitie, outbox_sequence,
          CASE WHEN outbox_sequence > 0
               THEN lag(outbox_sequence) OVER (PARTITION BY partitie ORDER BY outbox_sequence) END AS vorige
      FROM spoor.publicatie) p
LEFT JOIN spoor.progress v ON v.topic = $1::text AND v.partitie = p.partitie
