/* The same as JSON, member names as in the messages that Spoor sends. */
#include "klantbeeld.h"

static const char *const standen[] = {[SPOOR_EXEMPLAAR_OPEN] = "open",
                                      [SPOOR_EXEMPLAAR_VOLTOOID] = "voltooid",
                                      [SPOOR_EXEMPLAAR_OVERGESLAGEN] = "overgeslagen",
                                      [SPOOR_EXEMPLAAR_TERUGGEZET] = "teruggezet"};

static void write_key(struct spoor_json_writer *writer, const char *name)
{
    spoor_json_key(writer, spoor_slice_of(name));
}

static void write_phases(const struct spoor_klantbeeld *klant, size_t reis, struct spoor_json_writer *writer)
{
    const struct spoor_reis *journey = &klant->toestand.reizen[reis];
    write_key(writer, "fasen");
    spoor_json_array_begin(writer);
    for (size_t i = 0; i < journey->exemplaar_count; i++) {
        const struct spoor_fase_exemplaar *one = &journey->exemplaren[i];
        spoor_json_object_begin(writer);
        spoor_json_member(writer, "fase", one->fase);
        spoor_json_member(writer, "naam", spoor_klantbeeld_fase_name(klant, reis, one->fase));
        spoor_json_member(writer, "exemplaar", one->exemplaar);
        spoor_json_member_time(writer, "beginOp", one->begin_us);
        spoor_json_member_time(writer, "eindOp", one->eind_us);
        spoor_json_member(writer, "stand", spoor_slice_of(standen[one->stand]));
        spoor_json_member_bool(writer, "isHuidig", (int32_t)i == journey->huidig);
        spoor_json_member(writer, "resultaat", one->resultaat);
        spoor_json_member(writer, "dossierstatus", one->dossierstatus);
        spoor_json_object_end(writer);
    }
    spoor_json_array_end(writer);
}

static void write_history(const struct spoor_klantbeeld *klant, size_t reis, struct spoor_json_writer *writer)
{
    const struct spoor_table *told = &klant->publicaties;
    struct spoor_slice ref = spoor_klantbeeld_ref(klant, reis);
    write_key(writer, "geschiedenis");
    spoor_json_array_begin(writer);
    for (size_t row = 0; row < told->rows; row++) {
        if (!spoor_slice_equal(spoor_table_text(told, row, 0), ref))
            continue;
        spoor_json_object_begin(writer);
        spoor_json_member_int(writer, "revisie", spoor_table_int(told, row, 2, 0));
        spoor_json_member(writer, "soort", spoor_table_text(told, row, 3));
        spoor_json_member_bool(writer, "stil", spoor_table_bool(told, row, 4));
        spoor_json_member_time(writer, "plaatsgevondenOp", spoor_table_int(told, row, 5, SPOOR_TIME_NONE));
        spoor_json_member_time(writer, "verwerktOp", spoor_table_int(told, row, 6, SPOOR_TIME_NONE));
        write_key(writer, "uitkomst");
        spoor_json_raw(writer, spoor_table_text(told, row, 7));
        spoor_json_object_end(writer);
    }
    spoor_json_array_end(writer);
}

static void write_outcome(const struct spoor_klantbeeld *klant, size_t reis, struct spoor_json_writer *writer)
{
    const struct spoor_reis *journey = &klant->toestand.reizen[reis];
    struct spoor_uitkomst uitkomst = spoor_uitkomst_of(journey, &klant->definities);
    const struct spoor_publicatie *told = spoor_klantbeeld_told(klant, reis);
    spoor_json_member(writer, "fase", uitkomst.fase);
    spoor_json_member(writer, "exemplaar", uitkomst.exemplaar);
    spoor_json_member(writer, "vorigeFase", journey->vorige_fase);
    if (told)
        spoor_json_member(writer, "volgendeFase", told->volgende_fase);
    spoor_json_member(writer, "dossierstatus", uitkomst.dossierstatus);
    spoor_json_member_bool(writer, "isBeeindigd", uitkomst.beeindigd);
    spoor_json_member_time(writer, "verwachteEinddatum", uitkomst.verwachte_einddatum_us);
    if (uitkomst.actie_code.data) {
        write_key(writer, "verwachteActie");
        spoor_json_object_begin(writer);
        spoor_json_member(writer, "code", uitkomst.actie_code);
        spoor_json_member(writer, "bijWie", uitkomst.actie_bij_wie);
        spoor_json_member_time(writer, "uiterlijkOp", uitkomst.actie_uiterlijk_us);
        spoor_json_member(writer, "gevolg", uitkomst.actie_gevolg);
        spoor_json_object_end(writer);
    }
    spoor_json_member_int(writer, "revisie", told ? told->revisie : 0);
}

static void write_texts(struct spoor_json_writer *writer, const char *name, const struct spoor_slice *items,
                        size_t count)
{
    write_key(writer, name);
    spoor_json_array_begin(writer);
    for (size_t i = 0; i < count; i++)
        spoor_json_string(writer, items[i]);
    spoor_json_array_end(writer);
}

static void write_oddities(const struct spoor_reis *journey, struct spoor_json_writer *writer)
{
    const char *name;
    write_key(writer, "bijzonderheden");
    spoor_json_array_begin(writer);
    for (unsigned bit = 0; (name = spoor_klantbeeld_oddity(bit)); bit++)
        if (journey->flags & (1u << bit))
            spoor_json_string(writer, spoor_slice_of(name));
    spoor_json_array_end(writer);
}

static void write_journey(const struct spoor_klantbeeld *klant, size_t reis, struct spoor_json_writer *writer)
{
    const struct spoor_reis *journey = &klant->toestand.reizen[reis];
    spoor_json_object_begin(writer);
    spoor_json_member(writer, "klantreisRef", spoor_klantbeeld_ref(klant, reis));
    spoor_json_member(writer, "definitie", journey->definitie);
    spoor_json_member_int(writer, "definitieVersie", journey->definitie_versie);
    spoor_json_member(writer, "naam", spoor_klantbeeld_name(klant, reis));
    spoor_json_member_time(writer, "beginOp", journey->begin_us);
    spoor_json_member_time(writer, "eindOp", journey->eind_us);
    spoor_json_member(writer, "resultaat", journey->resultaat);
    write_texts(writer, "zaakRef", journey->zaak_refs, journey->zaak_ref_count);
    write_outcome(klant, reis, writer);
    spoor_klantbeeld_write_tellers(spoor_klantbeeld_tellers(klant, reis), writer);
    write_oddities(journey, writer);
    write_phases(klant, reis, writer);
    write_history(klant, reis, writer);
    spoor_json_object_end(writer);
}

static void write_contacts(const struct spoor_klantbeeld *klant, struct spoor_json_writer *writer)
{
    static const char *const names[] = {"soort", "kanaal", "kanaallijn", "onderwerpCode", "klantreisRef", "fase"};
    const struct spoor_table *contacts = &klant->contacten;
    write_key(writer, "laatsteContacten");
    spoor_json_array_begin(writer);
    for (size_t row = 0; row < contacts->rows; row++) {
        spoor_json_object_begin(writer);
        spoor_json_member_time(writer, "plaatsgevondenOp", spoor_table_int(contacts, row, 0, SPOOR_TIME_NONE));
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
            spoor_json_member(writer, names[i], spoor_table_text(contacts, row, i + 1));
        spoor_json_object_end(writer);
    }
    spoor_json_array_end(writer);
}

static void write_open(const struct spoor_klantbeeld *klant, struct spoor_json_writer *writer)
{
    static const char *const names[] = {"soort", "ref", "aard", "eigenaar", "divisie", "regisseur"};
    const struct spoor_table *open = &klant->openstaand;
    spoor_json_member_int(writer, "aantalOpenstaand", open->rows ? spoor_table_int(open, 0, 8, 0) : 0);
    write_key(writer, "openstaand");
    spoor_json_array_begin(writer);
    for (size_t row = 0; row < open->rows; row++) {
        spoor_json_object_begin(writer);
        spoor_json_member_time(writer, "sindsOp", spoor_table_int(open, row, 0, SPOOR_TIME_NONE));
        spoor_json_member_time(writer, "uiterlijkOp", spoor_table_int(open, row, 1, SPOOR_TIME_NONE));
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
            spoor_json_member(writer, names[i], spoor_table_text(open, row, i + 2));
        spoor_json_object_end(writer);
    }
    spoor_json_array_end(writer);
}

void spoor_klantbeeld_write(const struct spoor_klantbeeld *klant, struct spoor_json_writer *writer)
{
    if (spoor_feiten_bevroren(&klant->toestand.feiten)) {
        spoor_klantbeeld_write_bevroren(klant, writer);
        return;
    }
    spoor_json_object_begin(writer);
    spoor_json_member(writer, "klantRef", klant->klant_ref);
    if (klant->bekend_us != INT64_MAX)
        spoor_json_member_time(writer, "bekendOp", klant->bekend_us);
    if (klant->geldig_us != INT64_MAX)
        spoor_json_member_time(writer, "geldigOp", klant->geldig_us);
    spoor_json_member_int(writer, "volgnummer", klant->volgnummer);
    spoor_json_member_int(writer, "gebeurtenissen", klant->toestand.gebeurtenissen);
    spoor_json_member_bool(writer, "wachtOpDefinitie", klant->waits_for_definition);
    spoor_klantbeeld_write_tellers(&klant->aantallen.klant, writer);
    spoor_klantbeeld_write_feiten(klant, writer);
    write_key(writer, "klantreizen");
    spoor_json_array_begin(writer);
    for (size_t i = 0; i < klant->toestand.reis_count; i++)
        if (spoor_klantbeeld_shown(klant, i))
            write_journey(klant, i, writer);
    spoor_json_array_end(writer);
    write_open(klant, writer);
    write_contacts(klant, writer);
    spoor_json_object_end(writer);
}
