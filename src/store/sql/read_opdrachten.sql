-- Commands not finished. $1 partitions.
SELECT partitie, kanoniek_offset, soort, argument, source, id, cursor_klant, tijd, broker_op, gedaan, begonnen
FROM spoor.opdracht
WHERE partitie = ANY ($1::int[]) AND NOT afgerond
ORDER BY partitie, kanoniek_offset
