-- Klanten for whom there is nothing left to look for. $1 klant_id, $2 bewijs.
DELETE FROM spoor.termijn t
USING unnest($1::uuid[], $2::bool[]) AS n (klant_id, bewijs)
WHERE t.klant_id = n.klant_id AND t.bewijs = n.bewijs
