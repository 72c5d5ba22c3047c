-- One process at a time migrates; the lock ends with the session.
SELECT pg_advisory_lock(hashtext('spoor.migrate'))
