-- History of what was told to or about a klant. $1 klant_id.
SELECT klantreis_ref, volgnummer::text, revisie::text, soort, stil::text,
    (extract(epoch FROM plaatsgevonden_op) * 1000000)::bigint::text,
    (extract(epoch FROM verwerkt_op) * 1000000)::bigint::text, uitkomst
FROM spoor.publicatie p WHERE p.klant_id = $1::text::uuid
ORDER BY p.volgnummer, p.klantreis_ref
