-- Which messages that were told have a row of ours, in its partition up to a sequence. $1 partitions, $2 sequences, $3 klanten,
-- $4 klantreisRefs, $5 ids.
SELECT EXISTS (SELECT FROM spoor.publicatie p
               WHERE p.klant_id = m.klant_id AND p.klantreis_ref = m.klantreis_ref AND p.id = m.id
                 AND p.partitie = m.partitie AND p.outbox_sequence BETWEEN 1 AND m.tot)
FROM unnest($1::int[], $2::bigint[], $3::uuid[], $4::text[], $5::text[])
    WITH ORDINALITY AS m (partitie, tot, klant_id, klantreis_ref, id, nummer)
ORDER BY m.nummer
