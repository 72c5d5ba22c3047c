-- One snapshot for everything that is read in it.
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY
