-- Latest contacts of a klant. $1 klant_id, $2 most rows.
SELECT (extract(epoch FROM plaatsgevonden_op) * 1000000)::bigint::text, soort, kanaal, kanaallijn, onderwerp_code,
    klantreis_ref, fase
FROM spoor.klantcontact k WHERE k.klant_id = $1::text::uuid
ORDER BY k.plaatsgevonden_op DESC, k.volgnummer DESC LIMIT $2::text::bigint
