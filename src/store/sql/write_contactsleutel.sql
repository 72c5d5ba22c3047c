-- Keys of contacts that are no longer recent; a refold tells many that are there. $1 klant_id, $2 sleutel: pairs.
INSERT INTO spoor.contactsleutel (klant_id, sleutel)
SELECT n.* FROM unnest($1::uuid[], $2::bigint[]) AS n
ON CONFLICT DO NOTHING
