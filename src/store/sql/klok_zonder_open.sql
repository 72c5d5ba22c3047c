-- Clocks go on without a topic; nothing when they did already. $1 topic, $2 reason.
INSERT INTO spoor.klok_zonder (topic, reden, begonnen_op) VALUES ($1::text, $2::text, clock_timestamp())
ON CONFLICT (topic) WHERE gesloten_op IS NULL DO NOTHING
RETURNING nummer
