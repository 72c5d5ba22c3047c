-- All events of these klanten, in the order asked, by volgnummer within. $1 klant_id.
SELECT q.nummer, k.klant_ref, g.feit_id, g.volgnummer, g.soort, g.source, g.id, g.sequence, g.plaatsgevonden_op, g.tijd,
       g.broker_op, g.precisie, g.tijd_onwaarschijnlijk, g.stil, g.herkansing, g.herkomst_topic, g.herkomst_partitie,
       g.herkomst_offset, g.herkomst_index, g.mapping, g.afdruk, g.data, g.sleutel, g.verzegeld, g.traceparent,
       g.tracestate, g.correlationid, g.causationid
FROM unnest($1::uuid[]) WITH ORDINALITY AS q (klant_id, nummer)
JOIN spoor.klant k ON k.klant_id = q.klant_id
JOIN spoor.gebeurtenis g ON g.klant_id = q.klant_id
ORDER BY q.nummer, g.volgnummer
