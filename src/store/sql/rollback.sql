-- Ends the open transaction without effect.
ROLLBACK
