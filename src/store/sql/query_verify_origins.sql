-- I1: every record that is recorded anywhere, and of each partition the rows that tell something: the first and the
-- last, those after a gap, and those that are not in exactly one place. A row that was restored from quarantine counts
-- where it went; timers that went off (intern) came from no record. A topic made again has the origins of the one before
-- it: a row is of the topic (g) that its broker time says, or the moment of writing where there is none.
-- $1 canonical topic, whose own origins are orders and strangers.
DECLARE verify_origins NO SCROLL CURSOR FOR
WITH begin AS (
    SELECT topic AS t, partitie AS p, array_agg(v.broker ORDER BY v.broker) AS broker, array_agg(v.genomen_op ORDER BY v.genomen_op) AS klok
    FROM (SELECT topic, partitie, coalesce(broker_vanaf, genomen_op) AS broker, genomen_op FROM spoor.ingreep
          WHERE soort = 'verlies' AND NOT kanoniek AND NOT vervallen AND tot_offset < van_offset AND toegepast_op IS NOT NULL) AS v
    GROUP BY topic, partitie
), plaats AS (
    SELECT herkomst_topic AS t, herkomst_partitie AS p, herkomst_offset AS o, herkomst_index AS i, 1 AS n,
        broker_op, NULL::timestamptz AS klok
    FROM spoor.gebeurtenis WHERE herkomst_topic NOT IN ($1::text, 'bediening', 'intern')
    UNION ALL
    SELECT herkomst_topic, herkomst_partitie, herkomst_offset, herkomst_index, 1, NULL, weggelaten_op
    FROM spoor.weggelaten WHERE herkomst_topic <> $1::text
    UNION ALL
    SELECT herkomst_topic, herkomst_partitie, herkomst_offset, herkomst_index, (stand <> 'hersteld')::int, broker_op, NULL
    FROM spoor.quarantaine WHERE herkomst_topic NOT IN ($1::text, 'bediening')
), stuk AS (
    SELECT t, p, o, i, sum(n) AS plaatsen
    FROM plaats LEFT JOIN begin USING (t, p)
    GROUP BY t, p, o, i, coalesce(width_bucket(broker_op, begin.broker), width_bucket(plaats.klok, begin.klok), 0)
), record AS (
    SELECT t, p, o, min(plaatsen) AS minst, max(plaatsen) AS meest, count(DISTINCT i) - 1 - max(i) AS gaten FROM stuk
    GROUP BY t, p, o
), rij AS (
    SELECT t, p, o, minst, meest, gaten, lag(o) OVER w AS vorige, lead(o) OVER w AS volgende, row_number() OVER w AS nummer
    FROM record WINDOW w AS (PARTITION BY t, p ORDER BY o)
)
SELECT t, p::text, o::text, vorige::text, (volgende IS NULL)::text, nummer::text, minst::text, meest::text, gaten::text
FROM rij r
WHERE vorige IS DISTINCT FROM o - 1 OR volgende IS NULL OR minst <> 1 OR meest <> 1 OR gaten <> 0
ORDER BY r.t, r.p, r.o
