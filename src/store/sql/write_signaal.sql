-- Messages made for spoor.signalen. $1 rows.
INSERT INTO spoor.signaal (klant_id, signaal_id, nummer, volgnummer, outbox_sequence, bedoeld_op, verwerkt_op, partitie,
    stil, soort, anker, klantreis_ref, oorzaak_source, oorzaak_id, hash)
SELECT * FROM unnest($1::spoor.signaal_rij[])
