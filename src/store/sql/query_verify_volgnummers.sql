-- I6: volgnummers of every klant are 1, 2, 3 … and the klant row knows the last.
SELECT count(*)::text, count(*) FILTER (WHERE fout)::text, min(klant) FILTER (WHERE fout)
FROM (
    SELECT coalesce(k.klant_ref, g.klant_id::text) AS klant,
        (k.volgnummer IS DISTINCT FROM g.aantal OR g.laagste <> 1 OR g.hoogste <> g.aantal
         OR g.verschillend <> g.aantal) IS NOT FALSE AS fout
    FROM spoor.klant k
    FULL JOIN (SELECT klant_id, count(*) AS aantal, count(DISTINCT volgnummer) AS verschillend,
                   min(volgnummer) AS laagste, max(volgnummer) AS hoogste
               FROM spoor.gebeurtenis GROUP BY klant_id) g ON g.klant_id = k.klant_id
) q
