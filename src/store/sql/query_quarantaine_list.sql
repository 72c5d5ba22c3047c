-- Rejected records by origin, after a cursor. $1 topic, $2 reden, $3 stand (each NULL = any), $4 to $7 the cursor,
-- $8 most rows.
SELECT herkomst_topic, herkomst_partitie::text, herkomst_offset::text, herkomst_index::text, reden, toelichting, vorm,
    stand, pogingen::text, omvang::text, (extract(epoch FROM afgewezen_op) * 1000000)::bigint::text,
    (extract(epoch FROM herkanst_op) * 1000000)::bigint::text, source, id, type
FROM spoor.quarantaine q
WHERE ($1::text IS NULL OR herkomst_topic = $1::text) AND ($2::text IS NULL OR reden = $2::text)
  AND ($3::text IS NULL OR stand = $3::text)
  AND (q.herkomst_topic, q.herkomst_partitie, q.herkomst_offset, q.herkomst_index)
      > ($4::text, $5::text::int, $6::text::bigint, $7::text::int)
ORDER BY q.herkomst_topic, q.herkomst_partitie, q.herkomst_offset, q.herkomst_index
LIMIT $8::text::bigint
