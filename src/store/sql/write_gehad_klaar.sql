-- Commands that are done: nothing is asked about them any more. $1 partition, $2 offset of the command.
DELETE FROM spoor.opdracht_gehad g
USING unnest($1::int[], $2::bigint[]) AS n (partitie, kanoniek_offset)
WHERE g.partitie = n.partitie AND g.kanoniek_offset = n.kanoniek_offset
