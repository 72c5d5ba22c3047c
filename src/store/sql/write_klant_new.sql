-- First rows of klanten. $1 rows.
INSERT INTO spoor.klant (klant_id, volgnummer, partitie, wacht_op_definitie, klant_ref, toestand, publicatiestand)
SELECT * FROM unnest($1::spoor.klant_rij[])
