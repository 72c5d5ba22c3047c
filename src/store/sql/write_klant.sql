-- New state of known klanten; the rows come in order of klant_id, so that the index is walked in its order. $1 rows.
UPDATE spoor.klant k
SET volgnummer = n.volgnummer, wacht_op_definitie = n.wacht_op_definitie, toestand = n.toestand,
    publicatiestand = n.publicatiestand
FROM unnest($1::spoor.klant_rij[]) AS n
WHERE k.klant_id = n.klant_id
