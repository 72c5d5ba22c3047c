-- What is applied.
SELECT nummer, naam, checksum, toegepast_op FROM spoor.migratie ORDER BY nummer
