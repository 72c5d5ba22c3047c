-- Definitions in force.
SELECT code, versie, geldig_vanaf, checksum, document, geladen_op FROM spoor.definitie ORDER BY code, versie
