-- One rejected record with its sealed bytes. $1 topic, $2 partition, $3 offset, $4 index.
SELECT reden, toelichting, vorm, stand, pogingen::text, omvang::text, hash, sleutel, verzegeld_sleutel, verzegeld,
    (extract(epoch FROM coalesce(broker_op, afgewezen_op)) * 1000000)::bigint::text,
    (extract(epoch FROM afgewezen_op) * 1000000)::bigint::text,
    (extract(epoch FROM herkanst_op) * 1000000)::bigint::text,
    (extract(epoch FROM gesloten_op) * 1000000)::bigint::text, source, id, type
FROM spoor.quarantaine
WHERE herkomst_topic = $1::text AND herkomst_partitie = $2::text::int AND herkomst_offset = $3::text::bigint
  AND herkomst_index = $4::text::int
