-- Ends the open transaction for good.
COMMIT
