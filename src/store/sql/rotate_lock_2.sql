-- Nobody writes or reads outbox_2 until this transaction ends.
LOCK TABLE spoor.outbox_2 IN ACCESS EXCLUSIVE MODE
