-- From where partitions fold with which definitions: the first record that loaded it there. $1 partitions.
SELECT o.partitie, min(o.kanoniek_offset), d.code, d.versie
FROM spoor.opdracht o
JOIN spoor.definitie d ON d.code = o.argument::json ->> 'definitie'
    AND d.versie = (o.argument::json ->> 'definitieVersie')::int
WHERE o.partitie = ANY ($1::int[]) AND o.soort = 'definitie-geladen'
GROUP BY o.partitie, d.code, d.versie
ORDER BY 1, 2
