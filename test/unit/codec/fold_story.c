#include "fold_story.h"

#define TEXT_MAX ((size_t)1 << 20)

/* ---- reading ---- */

/* Absent when there is no such file. */
static struct spoor_slice read_file(struct fold_story *story, const char *name, const char *file)
{
    char path[800];
    snprintf(path, sizeof(path), "%s/%s%s%s", FOLD_STORIES, name, *name ? "/" : "", file);
    FILE *in = fopen(path, "rb");
    if (!in)
        return SPOOR_SLICE_NULL;
    char *text = spoor_arena_text(&story->arena, TEXT_MAX);
    size_t length = fread(text, 1, TEXT_MAX, in);
    fclose(in);
    return (struct spoor_slice){text, length};
}

static const struct spoor_json *parse(struct fold_story *story, struct spoor_slice text)
{
    const struct spoor_json *json = NULL;
    struct spoor_error err;
    if (spoor_json_parse(text, &story->arena, &json, &err) != SPOOR_OK)
        fail_msg("%s: %.*s: %s", story->name, (int)text.length, text.data, err.message);
    return json;
}

static struct spoor_slice text_or(const struct spoor_json *line, const char *name, struct spoor_slice otherwise)
{
    struct spoor_slice text = spoor_json_text(spoor_json_get(line, spoor_slice_of(name)));
    return spoor_slice_present(text) ? text : otherwise;
}

static int64_t time_of(const struct spoor_json *line, const char *name, int64_t otherwise)
{
    static const struct spoor_zone utc = {SPOOR_ZONE_UTC, 0};
    int64_t us;
    struct spoor_slice text = text_or(line, name, SPOOR_SLICE_NULL);
    return spoor_slice_present(text) && spoor_time_parse(text, utc, &us, NULL, NULL) ? us : otherwise;
}

static enum spoor_kind kind_of(const struct fold_story *story, struct spoor_slice type)
{
    enum spoor_kind kind;
    const char *dot = type.data ? memchr(type.data, '.', type.length) : NULL;
    if (!dot)
        fail_msg("%s: type <domein>.<kind> expected", story->name);
    size_t domein = (size_t)(dot - type.data);
    if (!spoor_kind_find_type((struct spoor_slice){type.data, domein},
                              (struct spoor_slice){dot + 1, type.length - domein - 1}, &kind))
        fail_msg("%s: unknown type %.*s", story->name, SPOOR_SLICE_ARG(type));
    return kind;
}

static struct spoor_slice own_ref(struct fold_story *story, const struct spoor_event *event, struct spoor_slice id)
{
    return spoor_slice_present(event->klantreis_ref)
               ? event->klantreis_ref
               : spoor_arena_printf(&story->arena, "start-%.*s", SPOOR_SLICE_ARG(id));
}

/* What a correction gives to the event that it names. */
static const struct spoor_event *complete_vervanging(struct fold_story *story, const struct spoor_event *correction)
{
    if (!correction->vervanging)
        return NULL;
    struct spoor_event *data = SPOOR_ARENA_NEW(&story->arena, struct spoor_event);
    *data = *correction->vervanging;
    data->own_ref = own_ref(story, data, correction->correctie_id);
    data->vervanging = complete_vervanging(story, data);
    return data;
}

/* {"klok": MOMENT}: known by its moment, as an event by its id. */
static void read_look(struct fold_story *story, const struct spoor_json *line)
{
    struct spoor_event *event = &story->events[story->count];
    *event = (struct spoor_event){.source = SPOOR_SLICE("klok"), .id = text_or(line, "klok", SPOOR_SLICE_NULL)};
    story->heard_us[story->count] = time_of(line, "klok", SPOOR_TIME_NONE);
    story->is_look[story->count++] = true;
}

/* The ref of a start that names none is a name-based UUID; a story calls it start-<id>. */
static void read_event(struct fold_story *story, struct spoor_slice text)
{
    struct spoor_error err;
    const struct spoor_json *line = parse(story, text), *data = SPOOR_JSON_GET(line, "data");
    assert_true(story->count < FOLD_STORY_EVENTS_MAX);
    if (SPOOR_JSON_GET(line, "klok")) {
        read_look(story, line);
        return;
    }
    struct spoor_event *event = &story->events[story->count++];
    *event = (struct spoor_event){.kind = kind_of(story, spoor_json_text(SPOOR_JSON_GET(line, "type"))),
                                  .klant_ref = text_or(line, "klant", SPOOR_SLICE("k1-verhaal")),
                                  .source = text_or(line, "source", SPOOR_SLICE("urn:verhaal")),
                                  .id = spoor_json_text(SPOOR_JSON_GET(line, "id")),
                                  .sequence = text_or(line, "sequence", SPOOR_SLICE_NULL),
                                  .time_us = time_of(line, "time", SPOOR_TIME_NONE),
                                  .broker_us = INT64_C(2208988800000000), /* 2040 */
                                  .stil = spoor_json_bool(SPOOR_JSON_GET(line, "stil"), false)};
    if (spoor_canonical_decode_data(data ? data->raw : SPOOR_SLICE("{}"), &story->arena, event, &err) != SPOOR_OK)
        fail_msg("%s: %s", story->name, err.message);
    story->heard_us[story->count - 1] = time_of(line, "ontvangen", event->plaatsgevonden_us);
    event->broker_us = time_of(line, "ontvangen", event->broker_us);
    event->own_ref = own_ref(story, event, event->id);
    event->vervanging = complete_vervanging(story, event);
}

static void read_events(struct fold_story *story)
{
    struct spoor_slice rest = read_file(story, story->name, "events.jsonl");
    if (!rest.data)
        fail_msg("%s: no events.jsonl", story->name);
    while (rest.length > 0) {
        const char *end = memchr(rest.data, '\n', rest.length);
        size_t length = end ? (size_t)(end - rest.data) : rest.length;
        if (length > 0)
            read_event(story, (struct spoor_slice){rest.data, length});
        size_t used = length + (end != NULL);
        rest = (struct spoor_slice){rest.data + used, rest.length - used};
    }
}

static const struct spoor_definitie *parse_definition(struct fold_story *story, struct spoor_slice document)
{
    struct spoor_error err;
    struct spoor_definitie *definitie = SPOOR_ARENA_NEW(&story->arena, struct spoor_definitie);
    if (spoor_definition_parse(document, &story->arena, definitie, &err) != SPOOR_OK)
        fail_msg("%s: %s", story->name, err.message);
    return definitie;
}

/* In the order that the domain asks for: by code, then version. */
static void add_definition(const struct spoor_definitie **items, size_t *count, const struct spoor_definitie *definitie)
{
    assert_true(*count < FOLD_STORY_DEFINITIONS_MAX);
    size_t at = (*count)++;
    while (at > 0 &&
           (spoor_slice_compare(items[at - 1]->code, definitie->code) > 0 ||
            (spoor_slice_equal(items[at - 1]->code, definitie->code) && items[at - 1]->versie > definitie->versie))) {
        items[at] = items[at - 1];
        at--;
    }
    items[at] = definitie;
}

/* The definition of all stories, and one of this story's own. */
void fold_story_open(struct fold_story *story, const char *name)
{
    *story = (struct fold_story){.name = name};
    spoor_arena_init(&story->arena, (size_t)1 << 30);
    struct spoor_slice common = read_file(story, "", "vergunning.json");
    struct spoor_slice terms = read_file(story, "", "beslistermijn.json");
    struct spoor_slice own = read_file(story, name, "definitie.json");
    add_definition(story->definities, &story->definitie_count, parse_definition(story, terms));
    add_definition(story->definities, &story->definitie_count, parse_definition(story, common));
    if (own.data)
        add_definition(story->definities, &story->definitie_count, parse_definition(story, own));
    read_events(story);
}

void fold_story_close(struct fold_story *story)
{
    spoor_arena_fini(&story->arena);
}

/* ---- folding ---- */

void fold_run_init(struct fold_run *run, struct fold_story *story)
{
    *run = (struct fold_run){.story = story, .arena = &story->arena};
    memcpy(run->items, story->definities, sizeof(run->items));
    run->definities = (struct spoor_definities){run->items, story->definitie_count};
    spoor_toestand_init(&run->toestand);
    spoor_publicatiestand_init(&run->stand);
    spoor_buffer_init(&run->text);
    spoor_buffer_init(&run->told_text);
    spoor_buffer_init(&run->signal_text);
    spoor_json_writer_init(&run->told, &run->told_text);
    spoor_json_writer_init(&run->signals, &run->signal_text);
}

void fold_run_fini(struct fold_run *run)
{
    spoor_buffer_fini(&run->text);
    spoor_buffer_fini(&run->told_text);
    spoor_buffer_fini(&run->signal_text);
}

static bool is_known(const struct fold_run *run, const struct spoor_event *event)
{
    for (size_t i = 0; i < run->numbered_count; i++)
        if (spoor_slice_equal(run->numbered[i].source, event->source) &&
            spoor_slice_equal(run->numbered[i].id, event->id))
            return true;
    return false;
}

/* Where the last of them belongs. */
static struct spoor_toewijzing refold(struct fold_run *run)
{
    struct spoor_toewijzing where[FOLD_STORY_EVENTS_MAX];
    spoor_toestand_refold(&run->toestand, run->accepted, run->accepted_count, &run->definities, run->arena, where);
    return run->accepted_count > 0 ? where[run->accepted_count - 1] : (struct spoor_toewijzing){.reis = -1};
}

static void write_publicatie(struct fold_run *run, const struct spoor_event *cause,
                             const struct spoor_publicatie *publicatie)
{
    struct spoor_json_writer *out = &run->told;
    spoor_json_object_begin(out);
    spoor_json_member(out, "door", cause->id);
    spoor_json_member(out, "klantreisRef", publicatie->klantreis_ref);
    spoor_json_member_int(out, "revisie", publicatie->revisie);
    spoor_json_member(out, "soort", spoor_slice_of(spoor_soort_name(publicatie->soort)));
    spoor_json_member(out, "vorigeFase", publicatie->vorige_fase);
    spoor_json_member(out, "fase", publicatie->uitkomst.fase);
    spoor_json_member(out, "exemplaar", publicatie->uitkomst.exemplaar);
    spoor_json_member(out, "volgendeFase", publicatie->volgende_fase);
    spoor_json_member(out, "dossierstatus", publicatie->uitkomst.dossierstatus);
    spoor_json_member_time(out, "verwachteEinddatum", publicatie->uitkomst.verwachte_einddatum_us);
    if (publicatie->had_vorige &&
        publicatie->vorige.verwachte_einddatum_us != publicatie->uitkomst.verwachte_einddatum_us)
        spoor_json_member_time(out, "vorigeVerwachteEinddatum", publicatie->vorige.verwachte_einddatum_us);
    spoor_json_member(out, "verwachteActie", publicatie->uitkomst.actie_code);
    spoor_json_member_time(out, "actieUiterlijkOp", publicatie->uitkomst.actie_uiterlijk_us);
    spoor_json_member(out, "reden", publicatie->reden);
    spoor_json_member(out, "bijWie", publicatie->bij_wie);
    if (publicatie->uitkomst.beeindigd)
        spoor_json_member_bool(out, "isBeeindigd", true);
    if (cause->stil || publicatie->ingehouden)
        spoor_json_member_bool(out, "stil", true);
    else
        fold_story_write_message(run, cause, publicatie);
    spoor_json_object_end(out);
}

static void tell(struct fold_run *run, const struct spoor_event *event, const struct spoor_toewijzing *where)
{
    struct spoor_publicatie *items;
    size_t count;
    if (event->kind == SPOOR_KIND_BEGINSTAND_GEVRAAGD)
        count = spoor_publicatie_beginstand(&run->stand, &run->toestand, event, &run->definities, run->arena, &items);
    else
        count = spoor_publicatie_compare(&run->stand, &run->toestand, event, &run->definities, run->arena, &items);
    for (size_t i = 0; i < count; i++)
        write_publicatie(run, event, &items[i]);
    fold_run_compare_clocks(run, event, where);
}

void fold_run_take(struct fold_run *run, const struct spoor_event *event)
{
    if (is_known(run, event))
        return;
    run->heard_us[run->numbered_count] = run->story->heard_us[event - run->story->events];
    struct spoor_event *numbered = &run->numbered[run->numbered_count++];
    *numbered = *event;
    numbered->volgnummer = (int64_t)run->numbered_count;
    struct spoor_toewijzing toewijzing = {.reis = -1};
    if (run->story->is_look[event - run->story->events]) {
        fold_run_look(run, numbered, run->heard_us[run->numbered_count - 1]);
        return;
    }
    if (event->kind == SPOOR_KIND_DEFINITIE_GELADEN) {
        add_definition(run->items, &run->definities.count, parse_definition(run->story, event->document));
        refold(run);
    } else if (event->kind != SPOOR_KIND_BEGINSTAND_GEVRAAGD) {
        run->accepted[run->accepted_count++] = numbered;
        if (spoor_toestand_apply(&run->toestand, numbered, &run->definities, run->arena, &toewijzing) !=
            SPOOR_APPLIED)
            toewijzing = refold(run);
    }
    tell(run, numbered, &toewijzing);
}

/* ---- what came out ---- */

static void write_texts(struct spoor_json_writer *out, const char *name, const struct spoor_slice *texts, size_t count)
{
    if (count == 0)
        return;
    spoor_json_key(out, spoor_slice_of(name));
    spoor_json_array_begin(out);
    for (size_t i = 0; i < count; i++)
        spoor_json_string(out, texts[i]);
    spoor_json_array_end(out);
}

static void write_flags(struct spoor_json_writer *out, uint32_t flags)
{
    static const char *const names[] = {"overgeslagen",  "herhaald",     "omgekeerd",          "onbekende_fase",
                                        "heropend",      "zonder_begin", "definitie_onbekend", "termijn_voorbij",
                                        "datum_voorbij", "gemigreerd"};
    struct spoor_slice set[sizeof(names) / sizeof(*names)];
    size_t count = 0;
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (flags & (1u << i))
            set[count++] = spoor_slice_of(names[i]);
    write_texts(out, "vlaggen", set, count);
}

/* "aanvraag voltooid", "betaling 2026-11 open" */
static void write_fasen(struct spoor_json_writer *out, const struct spoor_reis *reis, struct spoor_arena *arena)
{
    static const char *const standen[] = {"open", "voltooid", "overgeslagen", "teruggezet"};
    struct spoor_slice *texts = SPOOR_ARENA_ARRAY(arena, struct spoor_slice, reis->exemplaar_count + 1);
    for (size_t i = 0; i < reis->exemplaar_count; i++) {
        const struct spoor_fase_exemplaar *item = &reis->exemplaren[i];
        bool several = spoor_slice_present(item->exemplaar);
        texts[i] = spoor_arena_printf(arena, "%.*s%s%.*s %s", SPOOR_SLICE_ARG(item->fase), several ? " " : "",
                                      several ? (int)item->exemplaar.length : 0, several ? item->exemplaar.data : "",
                                      standen[item->stand]);
    }
    write_texts(out, "fasen", texts, reis->exemplaar_count);
}

static void write_reis(struct spoor_json_writer *out, const struct fold_run *run, const struct spoor_reis *reis)
{
    struct spoor_uitkomst uitkomst = spoor_uitkomst_of(reis, &run->definities);
    spoor_json_object_begin(out);
    write_texts(out, "refs", reis->refs, reis->ref_count);
    write_texts(out, "zaakRef", reis->zaak_refs, reis->zaak_ref_count);
    spoor_json_member(out, "definitie", reis->definitie);
    spoor_json_member(out, "fase", uitkomst.fase);
    spoor_json_member(out, "exemplaar", uitkomst.exemplaar);
    spoor_json_member(out, "vorigeFase", reis->vorige_fase);
    spoor_json_member(out, "dossierstatus", uitkomst.dossierstatus);
    spoor_json_member_bool(out, "isBeeindigd", reis->beeindigd);
    write_fasen(out, reis, run->arena);
    write_flags(out, reis->flags);
    spoor_json_object_end(out);
}

static void write_contacts(struct spoor_json_writer *out, const struct fold_run *run)
{
    struct spoor_toestand toestand;
    struct spoor_toewijzing where[FOLD_STORY_EVENTS_MAX];
    spoor_toestand_refold(&toestand, run->accepted, run->accepted_count, &run->definities, run->arena, where);
    spoor_json_key(out, SPOOR_SLICE("contacten"));
    spoor_json_object_begin(out);
    for (size_t i = 0; i < run->accepted_count; i++) {
        if (!where[i].event || spoor_kind_group(where[i].event->kind) != SPOOR_GROUP_CONTACT)
            continue;
        spoor_json_key(out, run->accepted[i]->id);
        spoor_json_string(out, where[i].reis < 0 ? SPOOR_SLICE_NULL : toestand.reizen[where[i].reis].refs[0]);
    }
    spoor_json_object_end(out);
}

/* Left out when nothing is open. */
static void write_open(struct spoor_json_writer *out, const struct spoor_toestand *toestand)
{
    if (toestand->openstaand_count == 0)
        return;
    spoor_json_key(out, SPOOR_SLICE("openstaand"));
    spoor_json_array_begin(out);
    for (size_t i = 0; i < toestand->openstaand_count; i++) {
        const struct spoor_openstaand *item = &toestand->openstaand[i];
        spoor_json_object_begin(out);
        spoor_json_member(out, "soort", item->soort);
        spoor_json_member(out, "ref", item->ref);
        spoor_json_member_time(out, "sindsOp", item->sinds_us);
        spoor_json_member_time(out, "uiterlijkOp", item->uiterlijk_us);
        spoor_json_member(out, "aard", item->aard);
        spoor_json_member(out, "eigenaar", item->eigenaar);
        spoor_json_member(out, "divisie", item->divisie);
        spoor_json_member(out, "regisseur", item->regisseur);
        spoor_json_object_end(out);
    }
    spoor_json_array_end(out);
}

static void write_outcome(const struct fold_run *run, struct spoor_buffer *buffer)
{
    struct spoor_json_writer out;
    spoor_json_writer_init(&out, buffer);
    spoor_json_object_begin(&out);
    spoor_json_key(&out, SPOOR_SLICE("klantreizen"));
    spoor_json_array_begin(&out);
    for (size_t i = 0; i < run->toestand.reis_count; i++)
        write_reis(&out, run, &run->toestand.reizen[i]);
    spoor_json_array_end(&out);
    write_contacts(&out, run);
    fold_story_write_klant(&out, run);
    fold_story_write_aantallen(&out, run);
    write_open(&out, &run->toestand);
    spoor_json_member_int(&out, "gebeurtenissen", run->toestand.gebeurtenissen);
    spoor_json_member_int(&out, "los", run->toestand.los);
    spoor_json_key(&out, SPOOR_SLICE("publicaties"));
    spoor_json_raw(&out, spoor_buffer_slice(&run->told_text));
    if (run->signal_count > 0) {
        spoor_json_key(&out, SPOOR_SLICE("signalen"));
        spoor_json_raw(&out, spoor_buffer_slice(&run->signal_text));
    }
    spoor_json_object_end(&out);
}

static bool same(const struct spoor_json *a, const struct spoor_json *b)
{
    if (!a || !b || a->type != b->type || a->count != b->count)
        return false;
    if (a->type == SPOOR_JSON_STRING || a->type == SPOOR_JSON_NUMBER)
        return spoor_slice_equal(a->text, b->text);
    const struct spoor_json *other = b->first;
    for (const struct spoor_json *child = a->first; child; child = child->next, other = other->next)
        if (!same(child, a->type == SPOOR_JSON_OBJECT ? spoor_json_get(b, child->name) : other))
            return false;
    return true;
}

static void write_expectation(const struct fold_story *story, const struct spoor_buffer *text)
{
    char path[800];
    snprintf(path, sizeof(path), "%s/%s/expected.json", FOLD_STORIES, story->name);
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    fprintf(out, "%.*s\n", (int)text->length, text->data);
    fclose(out);
}

bool fold_story_expect(struct fold_story *story, const struct fold_run *run)
{
    struct spoor_buffer actual;
    spoor_buffer_init(&actual);
    write_outcome(run, &actual);
    if (getenv("SPOOR_UPDATE_CASES"))
        write_expectation(story, &actual);
    struct spoor_slice expected = read_file(story, story->name, "expected.json");
    bool equal = expected.data && same(parse(story, expected), parse(story, spoor_buffer_slice(&actual)));
    if (!equal)
        print_error("%s: expected.json says otherwise; actual:\n%.*s\n", story->name, (int)actual.length, actual.data);
    spoor_buffer_fini(&actual);
    return equal;
}
