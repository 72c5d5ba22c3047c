-- Topics that clocks go on without.
SELECT topic FROM spoor.klok_zonder WHERE gesloten_op IS NULL ORDER BY topic
