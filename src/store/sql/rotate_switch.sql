-- Makes the next table the active one when the active one may hold over $1 rows and the next is empty.
UPDATE spoor.outbox_stand s
SET actief = (s.actief + 1) % 3, gewisseld_op = clock_timestamp(), sequence_bij_wissel = v.gegeven
FROM (SELECT coalesce(sum(p.outbox_sequence), 0)::bigint AS gegeven FROM spoor.progress p) v
WHERE v.gegeven - s.sequence_bij_wissel > $1::bigint
  AND NOT EXISTS (SELECT FROM spoor.outbox o WHERE o.tafel = (s.actief + 1) % 3)
RETURNING s.actief
