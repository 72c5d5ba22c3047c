-- Empties outbox_0, of which every row is published.
TRUNCATE spoor.outbox_0
