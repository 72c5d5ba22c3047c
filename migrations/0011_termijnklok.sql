-- Spoor, migration 0011: terms have clocks: every klant is looked at once, for what was set before.
-- oldest binary served: 11
--
-- Conventions as in 0001. A program that knows only 0010 cannot read the state of a klant with such a term: it stops.

SET LOCAL ROLE spoor_migrate;

INSERT INTO spoor.termijn (klant_id, op, partitie, bewijs)
SELECT klant_id, spoor.klok(), partitie, true FROM spoor.klant
ON CONFLICT (klant_id, bewijs) DO UPDATE SET op = least(termijn.op, excluded.op);

RESET ROLE;
