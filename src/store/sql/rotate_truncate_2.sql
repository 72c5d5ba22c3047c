-- Empties outbox_2, of which every row is published.
TRUNCATE spoor.outbox_2
