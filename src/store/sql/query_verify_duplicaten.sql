-- I4: every duplicate repeats an event that is there.
SELECT count(*)::text, count(*) FILTER (WHERE g.feit_id IS NULL)::text,
    min(format('%s/%s/%s/%s', w.herkomst_topic, w.herkomst_partitie, w.herkomst_offset, w.herkomst_index))
        FILTER (WHERE g.feit_id IS NULL)
FROM spoor.weggelaten w
LEFT JOIN spoor.gebeurtenis g ON g.herkomst_topic = w.eerste_topic AND g.herkomst_partitie = w.eerste_partitie
    AND g.herkomst_offset = w.eerste_offset AND g.herkomst_index = w.eerste_index AND g.source = w.source AND g.id = w.id
WHERE w.reden = 'duplicaat'
