-- Intake went on: where a person accepted the loss, or as if nobody had, since nothing was lost. That decision, and older
-- ones, are used up. $1 topic, $2 partition, $3 number of the decision, $4 1: it was needed, else 0.
WITH weg AS (
    DELETE FROM spoor.stilstand WHERE topic = $1::text AND partitie = $2::int
)
UPDATE spoor.ingreep SET toegepast_op = clock_timestamp(), vervallen = $4::int = 0 OR nummer < $3::bigint
WHERE topic = $1::text AND partitie = $2::int AND nummer <= $3::bigint AND NOT kanoniek AND toegepast_op IS NULL
