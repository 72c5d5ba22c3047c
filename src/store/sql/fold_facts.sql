-- Which facts the log has. $1 klant_id, $2 feit_id: pairs.
SELECT q.nummer, g.herkomst_topic, g.herkomst_partitie, g.herkomst_offset, g.herkomst_index, g.afdruk, g.mapping
FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS q (klant_id, feit_id, nummer)
JOIN spoor.gebeurtenis g ON g.klant_id = q.klant_id AND g.feit_id = q.feit_id
