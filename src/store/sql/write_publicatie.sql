-- Messages made. $1 rows.
INSERT INTO spoor.publicatie (klant_id, volgnummer, revisie, outbox_sequence, plaatsgevonden_op, verwerkt_op, partitie,
    stil, klantreis_ref, id, soort, uitkomst, oorzaak_source, oorzaak_id, hash)
SELECT * FROM unnest($1::spoor.publicatie_rij[])
