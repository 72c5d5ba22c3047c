-- The clock of folds and timers.
SELECT spoor.klok()
