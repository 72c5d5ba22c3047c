-- Records left out; an origin that comes again changes nothing. $1 the clock.
INSERT INTO spoor.weggelaten (weggelaten_op, herkomst_topic, herkomst_partitie, herkomst_offset, herkomst_index, reden,
    source, id, eerste_topic, eerste_partitie, eerste_offset, eerste_index)
SELECT $1::timestamptz, n.herkomst_topic, n.herkomst_partitie, n.herkomst_offset, n.herkomst_index, n.reden, n.source,
    n.id, n.eerste_topic, CASE WHEN n.eerste_topic IS NOT NULL THEN n.eerste_partitie END,
    CASE WHEN n.eerste_topic IS NOT NULL THEN n.eerste_offset END,
    CASE WHEN n.eerste_topic IS NOT NULL THEN n.eerste_index END
FROM unnest($2::text[], $3::int[], $4::bigint[], $5::int[], $6::text[], $7::text[], $8::text[], $9::text[], $10::int[],
    $11::bigint[], $12::int[])
    AS n (herkomst_topic, herkomst_partitie, herkomst_offset, herkomst_index, reden, source, id, eerste_topic,
    eerste_partitie, eerste_offset, eerste_index)
ON CONFLICT DO NOTHING
