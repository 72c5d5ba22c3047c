-- All open matters of these klanten, in the order asked, within a klant as the domain orders them. $1 klant_id.
SELECT q.nummer, o.sinds_op, o.uiterlijk_op, o.soort, o.ref, o.aard, o.eigenaar, o.divisie, o.regisseur
FROM unnest($1::uuid[]) WITH ORDINALITY AS q (klant_id, nummer)
JOIN spoor.openstaand o ON o.klant_id = q.klant_id
ORDER BY q.nummer, o.sinds_op, o.soort COLLATE "C", o.ref COLLATE "C"
