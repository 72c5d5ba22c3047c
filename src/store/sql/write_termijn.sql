-- When to look at klanten. $1 klant_id, $2 bewijs, $3 partition, $4 moment.
INSERT INTO spoor.termijn (klant_id, bewijs, partitie, op)
SELECT n.* FROM unnest($1::uuid[], $2::bool[], $3::int[], $4::timestamptz[]) AS n
ON CONFLICT (klant_id, bewijs) DO UPDATE SET op = excluded.op
