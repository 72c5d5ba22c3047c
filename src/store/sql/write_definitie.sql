-- Definitions; the owner of each partition writes them, the first one wins. $1 the clock.
INSERT INTO spoor.definitie (geladen_op, code, versie, geldig_vanaf, checksum, document)
SELECT $1::timestamptz, n.*
FROM unnest($2::text[], $3::int[], $4::timestamptz[], $5::text[], $6::text[]) AS n
ORDER BY 2, 3
ON CONFLICT DO NOTHING
