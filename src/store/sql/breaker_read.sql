-- Which of these topics stand still, and why. $1 topic.
SELECT q.nummer, o.reden
FROM unnest($1::text[]) WITH ORDINALITY AS q (topic, nummer)
JOIN spoor.onderbreking o ON o.topic = q.topic AND o.gesloten_op IS NULL
