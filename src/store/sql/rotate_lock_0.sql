-- Nobody writes or reads outbox_0 until this transaction ends.
LOCK TABLE spoor.outbox_0 IN ACCESS EXCLUSIVE MODE
