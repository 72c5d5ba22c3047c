-- Running commands and how far they are. $1 the clock.
INSERT INTO spoor.opdracht (bijgewerkt_op, partitie, kanoniek_offset, soort, argument, source, id, cursor_klant, tijd,
    broker_op, gedaan, begonnen, afgerond)
SELECT $1::timestamptz, n.*
FROM unnest($2::int[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::uuid[], $9::timestamptz[],
    $10::timestamptz[], $11::bigint[], $12::bool[], $13::bool[]) AS n
ON CONFLICT (partitie, kanoniek_offset) DO UPDATE
SET cursor_klant = excluded.cursor_klant, gedaan = excluded.gedaan, begonnen = excluded.begonnen,
    afgerond = excluded.afgerond, bijgewerkt_op = excluded.bijgewerkt_op
