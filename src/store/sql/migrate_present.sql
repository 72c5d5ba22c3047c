-- Whether any migration was ever applied here.
SELECT to_regclass('spoor.migratie') IS NOT NULL
