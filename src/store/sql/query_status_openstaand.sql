-- Open matters of a klant, the oldest first. $1 klant_id, $2 most rows.
SELECT (extract(epoch FROM sinds_op) * 1000000)::bigint::text, (extract(epoch FROM uiterlijk_op) * 1000000)::bigint::text,
    soort, ref, aard, eigenaar, divisie, regisseur, (count(*) OVER ())::text
FROM spoor.openstaand o WHERE o.klant_id = $1::text::uuid
ORDER BY o.sinds_op, o.soort COLLATE "C", o.ref COLLATE "C" LIMIT $2::text::bigint
