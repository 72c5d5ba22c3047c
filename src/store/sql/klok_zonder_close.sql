-- The topic was read again: clocks wait for it as before. $1 topic.
UPDATE spoor.klok_zonder SET gesloten_op = clock_timestamp() WHERE topic = $1::text AND gesloten_op IS NULL
