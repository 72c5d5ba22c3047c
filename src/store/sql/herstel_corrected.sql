-- The highest revisie of a journey that a command of herstel made, told or kept back, when all its messages until then are in the
-- outbox up to a sequence; 0 = none. $1 sequences, $2 klanten, $3 klantreisRefs.
SELECT coalesce((SELECT max(p.revisie) FROM spoor.publicatie p
                 WHERE p.klant_id = m.klant_id AND p.klantreis_ref = m.klantreis_ref AND p.soort = 'correctie'
                   AND starts_with(p.oorzaak_id, 'herstel-' || m.klantreis_ref || '-')
                   AND NOT EXISTS (SELECT FROM spoor.publicatie e
                                   WHERE e.klant_id = p.klant_id AND e.klantreis_ref = p.klantreis_ref
                                     AND e.volgnummer <= p.volgnummer AND e.outbox_sequence > m.tot)), 0)
FROM unnest($1::bigint[], $2::uuid[], $3::text[]) WITH ORDINALITY AS m (tot, klant_id, klantreis_ref, nummer)
ORDER BY m.nummer
