-- One process at a time switches outbox tables; the lock ends with the transaction.
SELECT pg_try_advisory_xact_lock(hashtext('spoor.outbox'))
