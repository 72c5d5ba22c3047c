-- How far a test set the clock of this database ahead; NULL or empty: not at all.
SELECT current_setting('spoor.proefklok', true)
