-- Matters that are open no more, or opened again at another moment.
DELETE FROM spoor.openstaand o
USING unnest($1::uuid[], $2::text[], $3::text[]) AS n (klant_id, soort, ref)
WHERE o.klant_id = n.klant_id AND o.soort = n.soort AND o.ref = n.ref
