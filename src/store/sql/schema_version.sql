-- The schema's version and the oldest schema version that a program must know.
SELECT max(nummer), max(oudste_binair) FROM spoor.migratie
