-- How long statements of this transaction wait for a lock: text with unit.
SELECT set_config('lock_timeout', $1::text, true)
