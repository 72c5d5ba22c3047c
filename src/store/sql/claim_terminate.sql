-- Ends the backends that own these partitions, if they are still the ones that announced themselves. $1 topic, $2 partitions.
SELECT pg_terminate_backend(a.pid)
FROM pg_stat_activity a
WHERE a.pid <> pg_backend_pid()
  AND (a.pid, a.backend_start) IN (SELECT p.backend_pid, p.backend_start FROM spoor.progress p
                                   WHERE p.topic = $1::text AND p.partitie = ANY ($2::int[]))
