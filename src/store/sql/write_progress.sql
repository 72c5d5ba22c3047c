-- Moves the positions; a row that is no longer ours divides by zero and so undoes the transaction (compare-and-set).
-- $1 topic, $2 the clock, $3 number of partitions, then their columns.
WITH verzet AS (
    UPDATE spoor.progress p
    SET next_offset = n.next_offset, outbox_sequence = n.outbox_sequence, stap = p.stap + 1, laatste_klok = $2::timestamptz,
        bijgewerkt_op = clock_timestamp()
    FROM unnest($4::int[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[])
        AS n (partitie, next_offset, outbox_sequence, stap, epoch)
    WHERE p.topic = $1::text AND p.partitie = n.partitie AND p.stap = n.stap AND p.epoch = n.epoch
    RETURNING p.partitie
)
SELECT 1 / (count(*) = $3::bigint)::int FROM verzet
