-- New outcome of journeys; a journey comes once per statement; soort stays when nothing was told. $1 rows.
INSERT INTO spoor.klantreis (klant_id, revisie, volgnummer, flags, begin_op, eind_op, verwachte_einddatum_op,
    bijgewerkt_op, definitie_versie, beeindigd, klantreis_ref, klant_ref, definitie, fase, exemplaar, dossierstatus,
    vorige_fase, volgende_fase, actie_code, soort, zaak_refs)
SELECT n.klant_id, n.revisie, n.volgnummer, n.flags, n.begin_op, n.eind_op, n.verwachte_einddatum_op, n.bijgewerkt_op,
    n.definitie_versie, n.beeindigd, n.klantreis_ref, n.klant_ref, n.definitie, n.fase, n.exemplaar, n.dossierstatus,
    n.vorige_fase, n.volgende_fase, n.actie_code, n.soort, coalesce(n.zaak_refs, '{}')::text[]
FROM unnest($1::spoor.klantreis_rij[]) AS n
ON CONFLICT (klant_id, klantreis_ref) DO UPDATE
SET revisie = excluded.revisie, volgnummer = excluded.volgnummer, flags = excluded.flags, begin_op = excluded.begin_op,
    eind_op = excluded.eind_op, verwachte_einddatum_op = excluded.verwachte_einddatum_op,
    bijgewerkt_op = excluded.bijgewerkt_op, definitie_versie = excluded.definitie_versie,
    beeindigd = excluded.beeindigd, definitie = excluded.definitie, fase = excluded.fase,
    exemplaar = excluded.exemplaar, dossierstatus = excluded.dossierstatus, vorige_fase = excluded.vorige_fase,
    volgende_fase = excluded.volgende_fase, actie_code = excluded.actie_code,
    soort = coalesce(excluded.soort, klantreis.soort),
    zaak_refs = excluded.zaak_refs
