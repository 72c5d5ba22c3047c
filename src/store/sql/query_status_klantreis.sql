-- Klanten that have a journey of this name. $1 klantreis_ref.
SELECT klant_id::text FROM spoor.klantreis WHERE klantreis_ref = $1::text ORDER BY 1
