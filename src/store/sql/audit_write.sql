-- What a person did. $1 handeling, $2 onderwerp, $3 toelichting.
INSERT INTO spoor.auditlog (gedaan_op, handeling, onderwerp, toelichting)
VALUES (clock_timestamp(), $1::text, $2::text, $3::text)
