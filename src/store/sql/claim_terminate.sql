-- Ends the backends that own these partitions, if they are still the ones that announced themselves and nobody has come
-- since: a former owner ends its own former backend at most, never that of its successor. $1 topic, $2 partitions,
-- $3 the epochs of the owners to be ended. A commit that waits for a synchronous standby is no zombie: ended, it would stand
-- on this server alone, and be told.
SELECT pg_terminate_backend(a.pid)
FROM pg_stat_activity a
WHERE a.pid <> pg_backend_pid()
  AND a.wait_event IS DISTINCT FROM 'SyncRep'
  AND (a.pid, a.backend_start) IN (SELECT p.backend_pid, p.backend_start
                                   FROM unnest($2::int[], $3::bigint[]) AS m (partitie, epoch)
                                   JOIN spoor.progress p ON p.topic = $1::text AND p.partitie = m.partitie
                                       AND p.epoch <= m.epoch)
