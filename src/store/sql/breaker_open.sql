-- A topic stands still; nothing when it did already. $1 topic, $2 reason.
INSERT INTO spoor.onderbreking (topic, reden, begonnen_op) VALUES ($1::text, $2::text, clock_timestamp())
ON CONFLICT (topic) WHERE gesloten_op IS NULL DO NOTHING
