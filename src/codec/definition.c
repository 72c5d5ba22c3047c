#include "definition_internal.h"

static const struct spoor_zone amsterdam = {SPOOR_ZONE_AMSTERDAM, 0};

static bool has_fase(const struct spoor_definitie *definitie, size_t count, struct spoor_slice code)
{
    for (size_t i = 0; i < count; i++)
        if (spoor_slice_equal(definitie->fasen[i].code, code))
            return true;
    return false;
}

static void read_actie(struct spoor_definition_reader *reader, const struct spoor_spot *spot,
                       struct spoor_fase_definitie *fase)
{
    struct spoor_spot actie = spoor_definition_object(reader, spot, "verwachteActie");
    if (!actie.json)
        return;
    fase->actie_code = spoor_definition_code(reader, &actie, "code", true);
    fase->actie_bij_wie = spoor_definition_code(reader, &actie, "bijWie", false);
    fase->actie_gevolg = spoor_definition_text(reader, &actie, "gevolg");
    if (fase->actie_bij_wie.data && !spoor_slice_equal(fase->actie_bij_wie, SPOOR_SLICE("klant")) &&
        !spoor_slice_equal(fase->actie_bij_wie, SPOOR_SLICE("wij")) &&
        !spoor_slice_equal(fase->actie_bij_wie, SPOOR_SLICE("derde"))) {
        struct spoor_spot bij_wie = spoor_spot_member(&actie, "bijWie");
        spoor_definition_refuse(reader, &bij_wie, "klant, wij or derde expected");
    }
}

static void read_fase(struct spoor_definition_reader *reader, const struct spoor_spot *spot,
                      struct spoor_definitie *definitie, size_t index)
{
    struct spoor_fase_definitie *fase = &definitie->fasen[index];
    if (spot->json->type != SPOOR_JSON_OBJECT) {
        spoor_definition_refuse(reader, spot, "an object expected");
        return;
    }
    fase->code = spoor_definition_code(reader, spot, "code", true);
    if (fase->code.data && has_fase(definitie, index, fase->code)) {
        struct spoor_spot code = spoor_spot_member(spot, "code");
        spoor_definition_refuse(reader, &code, "a code that no phase before it has");
    }
    fase->herhaalbaar = spoor_definition_bool(reader, spot, "herhaalbaar", false);
    fase->optioneel = spoor_definition_bool(reader, spot, "optioneel", false);
    read_actie(reader, spot, fase);
    spoor_definition_termijnen(reader, spot, fase);
}

static void read_fasen(struct spoor_definition_reader *reader, const struct spoor_spot *spot,
                       struct spoor_definitie *definitie)
{
    struct spoor_spot array;
    size_t count = spoor_definition_array(reader, spot, "fasen", &array);
    if (count == 0) {
        spoor_definition_refuse(reader, &array, "at least one phase expected");
        return;
    }
    definitie->fasen = SPOOR_ARENA_ARRAY(reader->arena, struct spoor_fase_definitie, count);
    definitie->fase_count = count;
    const struct spoor_json *json = array.json->first;
    for (size_t i = 0; i < count; i++, json = json->next)
        read_fase(reader, &(struct spoor_spot){.parent = &array, .index = i, .json = json}, definitie, i);
}

/* A phase that is named must be one of the definition. */
static struct spoor_slice read_known_fase(struct spoor_definition_reader *reader, const struct spoor_spot *spot,
                                          const char *name, const struct spoor_definitie *definitie)
{
    struct spoor_slice fase = spoor_definition_code(reader, spot, name, false);
    if (fase.data && !has_fase(definitie, definitie->fase_count, fase)) {
        struct spoor_spot member = spoor_spot_member(spot, name);
        spoor_definition_refuse(reader, &member, "a phase of this definition expected");
    }
    return fase;
}

static void read_regel(struct spoor_definition_reader *reader, const struct spoor_spot *spot,
                       const struct spoor_definitie *definitie, struct spoor_regel *regel)
{
    struct spoor_spot gebeurtenis = spoor_spot_member(spot, "gebeurtenis");
    if (spot->json->type != SPOOR_JSON_OBJECT)
        spoor_definition_refuse(reader, spot, "an object expected");
    else if (!spoor_kind_find(spoor_json_text(gebeurtenis.json), &regel->kind) || !spoor_kind_moves(regel->kind))
        spoor_definition_refuse(reader, &gebeurtenis, "the name of a kind of event expected, such as fase-gestart");
    regel->product = spoor_definition_text(reader, spot, "product");
    regel->fase = read_known_fase(reader, spot, "fase", definitie);
    regel->resultaat = spoor_definition_text(reader, spot, "resultaat");
}

static void read_regels(struct spoor_definition_reader *reader, const struct spoor_spot *spot, const char *name,
                        const struct spoor_definitie *definitie, struct spoor_regel **out_regels, size_t *out_count)
{
    struct spoor_spot array;
    size_t count = spoor_definition_array(reader, spot, name, &array);
    struct spoor_regel *regels = count ? SPOOR_ARENA_ARRAY(reader->arena, struct spoor_regel, count) : NULL;
    const struct spoor_json *json = count ? array.json->first : NULL;
    for (size_t i = 0; i < count; i++, json = json->next)
        read_regel(reader, &(struct spoor_spot){.parent = &array, .index = i, .json = json}, definitie, &regels[i]);
    *out_regels = regels;
    *out_count = count;
}

/* What follows each result of a phase must be a phase; the phases come first, so all of them are known here. */
static void check_volgt(struct spoor_definition_reader *reader, const struct spoor_spot *spot,
                        const struct spoor_definitie *definitie)
{
    struct spoor_spot fasen = spoor_spot_member(spot, "fasen");
    size_t index = 0;
    for (const struct spoor_json *json = fasen.json->first; json; json = json->next) {
        struct spoor_spot fase = {.parent = &fasen, .index = index++, .json = json};
        struct spoor_spot volgt = spoor_definition_object(reader, &fase, "volgt");
        for (const struct spoor_json *next = volgt.json ? volgt.json->first : NULL; next; next = next->next) {
            struct spoor_spot target = {.parent = &volgt, .name = next->name, .json = next};
            if (next->type != SPOOR_JSON_NULL && !has_fase(definitie, definitie->fase_count, spoor_json_text(next)))
                spoor_definition_refuse(reader, &target, "a phase of this definition expected");
        }
    }
}

static void check_kanaalafspraken(struct spoor_definition_reader *reader, const struct spoor_spot *spot,
                                  const struct spoor_definitie *definitie)
{
    struct spoor_spot array;
    size_t count = spoor_definition_array(reader, spot, "kanaalafspraken", &array);
    const struct spoor_json *json = count ? array.json->first : NULL;
    for (size_t i = 0; i < count; i++, json = json->next)
        read_known_fase(reader, &(struct spoor_spot){.parent = &array, .index = i, .json = json}, "fase", definitie);
}

static void read_validity(struct spoor_definition_reader *reader, const struct spoor_spot *spot,
                          struct spoor_definitie *definitie)
{
    struct spoor_spot versie = spoor_spot_member(spot, "versie"), vanaf = spoor_spot_member(spot, "geldigVanaf");
    int64_t number;
    if (!spoor_json_int(versie.json, &number) || number < 1 || number > INT32_MAX)
        spoor_definition_refuse(reader, &versie, "a whole number from 1 expected");
    else
        definitie->versie = (int32_t)number;
    struct spoor_slice text = spoor_json_text(vanaf.json);
    if (!text.data || !spoor_time_parse(text, amsterdam, &definitie->geldig_vanaf_us, NULL, NULL))
        spoor_definition_refuse(reader, &vanaf, "a date or RFC 3339 instant expected");
}

static void read_definition(struct spoor_definition_reader *reader, const struct spoor_spot *spot,
                            struct spoor_definitie *definitie)
{
    definitie->code = spoor_definition_code(reader, spot, "code", true);
    read_validity(reader, spot, definitie);
    definitie->informeren = spoor_definition_bool(reader, spot, "informeren", true);
    definitie->wie_informeert = spoor_definition_text(reader, spot, "wieInformeert");
    spoor_definition_duration(reader, spot, "wachtvenster", NULL);
    definitie->stilstand_us = spoor_definition_us(reader, spot, "stilstand");
    spoor_definition_vrije_dagen(reader, spot, definitie);
    read_fasen(reader, spot, definitie);
    if (reader->status != SPOOR_OK)
        return;
    check_volgt(reader, spot, definitie);
    check_kanaalafspraken(reader, spot, definitie);
    read_regels(reader, spot, "start", definitie, &definitie->start, &definitie->start_count);
    read_regels(reader, spot, "einde", definitie, &definitie->einde, &definitie->einde_count);
    spoor_definition_texts(reader, spot, "onderwerpen", &definitie->onderwerpen, &definitie->onderwerp_count);
    spoor_definition_texts(reader, spot, "lijnen", &definitie->lijnen, &definitie->lijn_count);
}

static enum spoor_status open_document(struct spoor_slice document, struct spoor_arena *arena,
                                       struct spoor_spot *out_top, struct spoor_error *err)
{
    struct spoor_error unreadable;
    *out_top = (struct spoor_spot){0};
    if (spoor_json_parse(document, arena, &out_top->json, &unreadable) == SPOOR_OK)
        return SPOOR_OK;
    return spoor_error_set(err, SPOOR_HALT, "definitie_ongeldig", "not JSON: %s", unreadable.message);
}

enum spoor_status spoor_definition_check(struct spoor_slice document, struct spoor_arena *arena,
                                         struct spoor_error *err)
{
    struct spoor_definition_reader reader = {.arena = arena, .err = err, .status = SPOOR_OK};
    struct spoor_spot top;
    if (open_document(document, arena, &top, err) != SPOOR_OK)
        return SPOOR_HALT;
    spoor_definition_check_members(&reader, &top);
    return reader.status;
}

enum spoor_status spoor_definition_parse(struct spoor_slice document, struct spoor_arena *arena,
                                         struct spoor_definitie *out_definitie, struct spoor_error *err)
{
    struct spoor_definitie definitie = {.document = document};
    struct spoor_definition_reader reader = {.arena = arena, .err = err, .status = SPOOR_OK};
    struct spoor_spot top;
    if (open_document(document, arena, &top, err) != SPOOR_OK)
        return SPOOR_HALT;
    if (top.json->type != SPOOR_JSON_OBJECT)
        spoor_definition_refuse(&reader, &top, "an object expected");
    else
        read_definition(&reader, &top, &definitie);
    if (reader.status == SPOOR_OK)
        *out_definitie = definitie;
    return reader.status;
}
