-- I6: revisies of every journey are 1, 2, 3 … in order of volgnummer, no two in a row alike (unless the journey came back or
-- readers are told anew), and its row knows the last. A beginstand tells a revisie again, and so does a message of what was
-- kept back. A correctie by herbouw-gepubliceerd goes beyond what readers know.
SELECT count(*)::text, count(*) FILTER (WHERE fout)::text, min(klantreis_ref) FILTER (WHERE fout)
FROM (
    SELECT r.klantreis_ref, (p.laatste IS DISTINCT FROM r.revisie OR p.verkeerd > 0) IS NOT FALSE AS fout
    FROM spoor.klantreis r
    FULL JOIN (
        SELECT klant_id, klantreis_ref, max(revisie) AS laatste,
            count(*) FILTER (WHERE (uitkomst = vorige AND soort <> 'correctie')
                OR CASE WHEN revisie <> erna THEN revisie < erna OR NOT EXISTS (
                       SELECT FROM spoor.gebeurtenis g
                       WHERE g.klant_id = v.klant_id AND g.volgnummer = v.volgnummer AND g.soort = 'herbouw-gepubliceerd'
                         AND g.klantreis_ref = v.klantreis_ref AND (g.data::jsonb ->> 'revisie')::bigint = v.revisie - 1)
                   END) AS verkeerd
        FROM (SELECT klant_id, klantreis_ref, volgnummer, revisie, uitkomst, soort,
                  coalesce(lag(revisie) OVER w, 0) + 1 AS erna, lag(uitkomst) OVER w AS vorige
              FROM (SELECT *, stil IS FALSE AND lag(stil) OVER s AND lag(revisie) OVER s = revisie
                               AND lag(uitkomst) OVER s = uitkomst AS alsnog
                    FROM spoor.publicatie WHERE soort <> 'beginstand'
                    WINDOW s AS (PARTITION BY klant_id, klantreis_ref ORDER BY volgnummer)) t
              WHERE alsnog IS NOT TRUE
              WINDOW w AS (PARTITION BY klant_id, klantreis_ref ORDER BY volgnummer)) v
        GROUP BY klant_id, klantreis_ref
    ) p ON p.klant_id = r.klant_id AND p.klantreis_ref = r.klantreis_ref
) q
