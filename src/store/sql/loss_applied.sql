-- Intake went on where a person accepted the loss; that decision, and older ones, are used up. $1 topic, $2 partition,
-- $3 number of the decision.
UPDATE spoor.ingreep SET toegepast_op = clock_timestamp()
WHERE topic = $1::text AND partitie = $2::int AND nummer <= $3::bigint AND NOT kanoniek AND toegepast_op IS NULL
