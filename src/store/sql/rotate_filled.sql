-- Tables that are no longer written and hold rows, all of them remembered as published.
SELECT t.tafel
FROM spoor.outbox_stand s
CROSS JOIN generate_series(0, 2) AS t (tafel)
WHERE t.tafel <> s.actief
  AND EXISTS (SELECT FROM spoor.outbox o WHERE o.tafel = t.tafel)
  AND NOT EXISTS (
      SELECT FROM spoor.relay_stand r
      JOIN spoor.outbox o ON o.partitie = r.partitie AND o.sequence > r.mark AND o.tafel = t.tafel
      WHERE r.topic = $1::text)
