-- Rejected records; one that is open is updated, one that was closed stays closed. $1 the clock.
INSERT INTO spoor.quarantaine AS q (afgewezen_op, herkomst_topic, herkomst_partitie, herkomst_offset, herkomst_index,
    reden, toelichting, vorm, source, id, type, sleutel, hash, verzegeld_sleutel, verzegeld, omvang, broker_op)
SELECT DISTINCT ON (n.herkomst_topic, n.herkomst_partitie, n.herkomst_offset, n.herkomst_index) $1::timestamptz,
    n.herkomst_topic, n.herkomst_partitie, n.herkomst_offset, n.herkomst_index, n.reden, n.toelichting,
    coalesce(n.vorm, 'origineel'), n.source, n.id, n.type, n.sleutel, n.hash, n.verzegeld_sleutel, n.verzegeld,
    n.omvang, n.broker_op
FROM unnest($2::text[], $3::int[], $4::bigint[], $5::int[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
    $11::text[], $12::text[], $13::text[], $14::text[], $15::bytea[], $16::bigint[], $17::timestamptz[])
    WITH ORDINALITY AS n (herkomst_topic, herkomst_partitie, herkomst_offset, herkomst_index, reden, toelichting, vorm,
    source, id, type, sleutel, hash, verzegeld_sleutel, verzegeld, omvang, broker_op, nummer)
ORDER BY n.herkomst_topic, n.herkomst_partitie, n.herkomst_offset, n.herkomst_index, n.nummer DESC
ON CONFLICT (herkomst_topic, herkomst_partitie, herkomst_offset, herkomst_index) DO UPDATE
SET afgewezen_op = excluded.afgewezen_op, reden = excluded.reden, toelichting = excluded.toelichting,
    vorm = excluded.vorm, source = excluded.source, id = excluded.id, type = excluded.type,
    sleutel = excluded.sleutel, hash = excluded.hash, verzegeld_sleutel = excluded.verzegeld_sleutel,
    verzegeld = excluded.verzegeld, omvang = excluded.omvang, broker_op = excluded.broker_op,
    pogingen = q.pogingen + 1
WHERE q.stand = 'open'
