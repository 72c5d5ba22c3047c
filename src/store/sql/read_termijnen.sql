-- Klanten to look at now, the earliest moment of each partition first; a row without klant: some wait for a later proof.
-- $1 partitions, $2 up to where the leegloopbewijs of each goes (NULL: none yet), $3 most of each partition and bewijs.
WITH klok AS MATERIALIZED (SELECT spoor.klok() AS nu)
SELECT p.partitie, t.klant_id
FROM unnest($1::int[], $2::timestamptz[]) AS p (partitie, bewezen)
CROSS JOIN LATERAL (
    (SELECT klant_id FROM spoor.termijn
     WHERE partitie = p.partitie AND NOT bewijs AND op <= (SELECT nu FROM klok) ORDER BY op LIMIT $3::bigint)
    UNION
    (SELECT klant_id FROM spoor.termijn
     WHERE partitie = p.partitie AND bewijs AND op <= p.bewezen ORDER BY op LIMIT $3::bigint)
    UNION
    (SELECT NULL::uuid FROM spoor.termijn
     WHERE partitie = p.partitie AND bewijs AND op > coalesce(p.bewezen, '-infinity') AND op <= (SELECT nu FROM klok)
     LIMIT 1)
) AS t
