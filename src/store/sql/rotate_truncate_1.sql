-- Empties outbox_1, of which every row is published.
TRUNCATE spoor.outbox_1
