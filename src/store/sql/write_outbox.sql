-- What must be told, into the table ($1) that the fence named. $2 rows.
INSERT INTO spoor.outbox (tafel, partitie, sequence, next_offset, appended_op, topic, sleutel, waarde, traceparent)
SELECT $1::smallint, n.* FROM unnest($2::spoor.outbox_rij[]) AS n
