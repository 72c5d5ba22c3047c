-- Definitions in force.
SELECT code, versie, geldig_vanaf, checksum, document FROM spoor.definitie ORDER BY code, versie
