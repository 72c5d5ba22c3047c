-- Appends to the event log. $1 rows.
INSERT INTO spoor.gebeurtenis (klant_id, feit_id, volgnummer, plaatsgevonden_op, tijd, broker_op, herkomst_offset,
    herkomst_partitie, herkomst_index, precisie, tijd_onwaarschijnlijk, stil, herkansing, soort, source, id, sequence,
    herkomst_topic, mapping, afdruk, klantreis_ref, fase, kanaal, data, sleutel, verzegeld, traceparent, tracestate,
    correlationid, causationid)
SELECT * FROM unnest($1::spoor.gebeurtenis_rij[])
