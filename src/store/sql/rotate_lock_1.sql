-- Nobody writes or reads outbox_1 until this transaction ends.
LOCK TABLE spoor.outbox_1 IN ACCESS EXCLUSIVE MODE
