-- Highest offset seen per channel partition; late in the transaction and in order, as several owners write these rows.
-- $1 the clock.
INSERT INTO spoor.bron AS b (bijgewerkt_op, topic, partitie, offset_max, laatste_gebeurtenis_op, records)
SELECT $1::timestamptz, n.topic, n.partitie, max(n.offset_max), max(n.laatste_gebeurtenis_op), sum(n.records)
FROM unnest($2::text[], $3::int[], $4::bigint[], $5::timestamptz[], $6::bigint[])
    AS n (topic, partitie, offset_max, laatste_gebeurtenis_op, records)
GROUP BY n.topic, n.partitie
ORDER BY n.topic, n.partitie
ON CONFLICT (topic, partitie) DO UPDATE
SET offset_max = greatest(b.offset_max, excluded.offset_max),
    laatste_gebeurtenis_op = greatest(b.laatste_gebeurtenis_op, excluded.laatste_gebeurtenis_op),
    records = b.records + excluded.records, bijgewerkt_op = excluded.bijgewerkt_op
