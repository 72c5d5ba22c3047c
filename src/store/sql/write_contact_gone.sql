-- Contacts that were withdrawn; the event log keeps them. $1 klant_id, $2 volgnummer.
DELETE FROM spoor.klantcontact c
USING unnest($1::uuid[], $2::bigint[]) AS w (klant_id, volgnummer)
WHERE c.klant_id = w.klant_id AND c.volgnummer = w.volgnummer
