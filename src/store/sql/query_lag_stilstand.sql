-- What is known of topics and partitions that stand still: open breakers (partition -1), partitions whose input is gone, and
-- the highest offset that the fold saw of each channel partition.
SELECT topic, '-1', 'onderbroken', reden FROM spoor.onderbreking WHERE gesloten_op IS NULL
UNION ALL
SELECT topic, partitie::text, 'stil', positie::text FROM spoor.stilstand
UNION ALL
SELECT topic, partitie::text, 'gezien', offset_max::text FROM spoor.bron
