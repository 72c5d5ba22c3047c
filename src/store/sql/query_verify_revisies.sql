-- I6: revisies of every journey are 1, 2, 3 … in order of volgnummer, no two in a row alike (unless the journey came back),
-- and its row knows the last. A beginstand tells a revisie again, and so does a message of what was kept back.
SELECT count(*)::text, count(*) FILTER (WHERE fout)::text, min(klantreis_ref) FILTER (WHERE fout)
FROM (
    SELECT r.klantreis_ref, (p.aantal IS DISTINCT FROM r.revisie OR p.verkeerd > 0) IS NOT FALSE AS fout
    FROM spoor.klantreis r
    FULL JOIN (
        SELECT klant_id, klantreis_ref, count(*) AS aantal,
            count(*) FILTER (WHERE revisie <> nummer OR (uitkomst = vorige AND soort <> 'correctie')) AS verkeerd
        FROM (SELECT klant_id, klantreis_ref, revisie, uitkomst, soort, row_number() OVER w AS nummer,
                  lag(uitkomst) OVER w AS vorige
              FROM (SELECT *, stil IS FALSE AND lag(stil) OVER s AND lag(revisie) OVER s = revisie
                               AND lag(uitkomst) OVER s = uitkomst AS alsnog
                    FROM spoor.publicatie WHERE soort <> 'beginstand'
                    WINDOW s AS (PARTITION BY klant_id, klantreis_ref ORDER BY volgnummer)) t
              WHERE alsnog IS NOT TRUE
              WINDOW w AS (PARTITION BY klant_id, klantreis_ref ORDER BY volgnummer)) v
        GROUP BY klant_id, klantreis_ref
    ) p ON p.klant_id = r.klant_id AND p.klantreis_ref = r.klantreis_ref
) q
