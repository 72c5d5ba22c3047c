-- Positions of fold and relay, and how many orders are not finished. $1 canonical topic.
SELECT p.partitie::text, p.next_offset::text, p.outbox_sequence::text, coalesce(r.mark, -1)::text, p.epoch::text,
    (SELECT count(*) FROM spoor.opdracht o WHERE NOT o.afgerond AND o.partitie = p.partitie)::text
FROM spoor.progress p
LEFT JOIN spoor.relay_stand r USING (topic, partitie)
WHERE p.topic = $1::text
ORDER BY p.partitie
