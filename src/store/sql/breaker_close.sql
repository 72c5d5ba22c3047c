-- A person lets a topic go on. $1 topic, $2 reason.
UPDATE spoor.onderbreking
SET gesloten_op = clock_timestamp(), gesloten_reden = $2::text, gesloten_door = session_user
WHERE topic = $1::text AND gesloten_op IS NULL
RETURNING nummer
