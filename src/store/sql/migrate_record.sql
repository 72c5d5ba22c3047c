-- Records a migration in its own transaction. $1 number, $2 oldest binary served, $3 name, $4 checksum.
INSERT INTO spoor.migratie (nummer, oudste_binair, naam, checksum) VALUES ($1::int, $2::int, $3::text, $4::text)
