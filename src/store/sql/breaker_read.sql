-- Whether a topic stands still. $1 topic.
SELECT EXISTS (SELECT 1 FROM spoor.onderbreking WHERE topic = $1::text AND gesloten_op IS NULL)
