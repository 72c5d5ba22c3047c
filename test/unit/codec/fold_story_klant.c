/* What a story says of the klant himself, and of each message whom it lets know and how. */
#include "fold_story.h"

#include <spoor/codec/notification.h>

/* ---- messages ---- */

static void copy_member(struct spoor_json_writer *out, const struct spoor_json *data, const char *name)
{
    const struct spoor_json *value = spoor_json_get(data, spoor_slice_of(name));
    if (!value)
        return;
    spoor_json_key(out, spoor_slice_of(name));
    spoor_json_value(out, value);
}

void fold_story_write_message(struct fold_run *run, const struct spoor_event *cause,
                              const struct spoor_publicatie *publicatie)
{
    const struct spoor_notification_context context = {.type_prefix = {"nl", 2}, .source = {"urn:spoor", 9}};
    const struct spoor_json *message = NULL;
    struct spoor_error err;
    struct spoor_event heard = *cause;
    heard.broker_us = run->heard_us[cause - run->numbered];
    spoor_buffer_clear(&run->text);
    spoor_notification_encode(&context, publicatie, &run->toestand, &heard, &run->definities, &run->text);
    struct spoor_slice text = spoor_arena_copy(run->arena, spoor_buffer_slice(&run->text));
    assert_int_equal(spoor_json_parse(text, run->arena, &message, &err), SPOOR_OK);
    const struct spoor_json *data = SPOOR_JSON_GET(message, "data");
    if (publicatie->vanaf_revisie != publicatie->revisie)
        copy_member(&run->told, data, "vanafRevisie");
    if (spoor_feiten_overleden(&run->toestand.feiten, spoor_notification_moment(&heard)))
        copy_member(&run->told, data, "informeren");
    copy_member(&run->told, data, "teInformeren");
    copy_member(&run->told, data, "bereikbaarVia");
}

/* ---- the klant, when the last event came ---- */

struct lines { /* texts of one list */
    struct spoor_json_writer *out;
    struct spoor_arena *arena;
    const char *name;
    size_t count;
};

static void add_line(struct lines *lines, struct spoor_slice text)
{
    if (lines->count++ == 0) {
        spoor_json_key(lines->out, spoor_slice_of(lines->name));
        spoor_json_array_begin(lines->out);
    }
    spoor_json_string(lines->out, text);
}

static void end_lines(struct lines *lines)
{
    if (lines->count > 0)
        spoor_json_array_end(lines->out);
}

/* "email", "sms niet", "email voor r1", "app zonder kennisgeving" */
static void write_reach(struct lines lines, const struct spoor_klantfeiten *feiten, int64_t us)
{
    for (size_t i = 0; i < feiten->bereikbaarheid_count; i++) {
        const struct spoor_bereikbaarheid *item = &feiten->bereikbaarheden[i];
        struct spoor_slice about = item->klantreis_ref.data ? item->klantreis_ref : item->definitie;
        if (spoor_bereikbaarheid_geldt(item, us))
            add_line(&lines, spoor_arena_printf(lines.arena, "%.*s%s%s%s%.*s", SPOOR_SLICE_ARG(item->kanaal),
                                                item->bereikbaar ? "" : " niet",
                                                item->geen_kennisgeving ? " zonder kennisgeving" : "",
                                                about.data ? " voor " : "", SPOOR_SLICE_ARG(about)));
    }
    end_lines(&lines);
}

static void write_managers(struct lines lines, const struct spoor_klantfeiten *feiten, int64_t us)
{
    for (size_t i = 0; i < feiten->casemanager_count; i++)
        if (spoor_casemanager_geldt(feiten, &feiten->casemanagers[i], us))
            add_line(&lines, feiten->casemanagers[i].ref);
    end_lines(&lines);
}

static void write_mandates(struct lines lines, const struct spoor_machtiging *items, size_t count, int64_t us)
{
    for (size_t i = 0; i < count; i++)
        if (spoor_machtiging_geldt(items, count, &items[i], us))
            add_line(&lines, items[i].ander.data ? items[i].ander : SPOOR_SLICE("deellink"));
    end_lines(&lines);
}

/* "voorkeurstaal ara"; overledenOp without its moment */
static void write_profile(struct lines lines, const struct spoor_klantfeiten *feiten)
{
    for (size_t i = 0; i < feiten->profielfeit_count; i++) {
        const struct spoor_profielfeit *item = &feiten->profiel[i];
        add_line(&lines, spoor_arena_printf(lines.arena, "%.*s%s%.*s", SPOOR_SLICE_ARG(item->feit),
                                            item->waarde.data ? " " : "", SPOOR_SLICE_ARG(item->waarde)));
    }
    end_lines(&lines);
}

static int64_t last_heard(const struct fold_run *run)
{
    int64_t us = SPOOR_TIME_NONE;
    for (size_t i = 0; i < run->numbered_count; i++)
        if (run->heard_us[i] > us)
            us = run->heard_us[i];
    return us;
}

void fold_story_write_klant(struct spoor_json_writer *out, const struct fold_run *run)
{
    const struct spoor_klantfeiten *feiten = &run->toestand.feiten;
    int64_t us = last_heard(run);
    size_t facts = feiten->bereikbaarheid_count + feiten->casemanager_count + feiten->gemachtigde_count +
                   feiten->machtigingsgever_count + feiten->profielfeit_count;
    if (facts == 0 && feiten->bevriezing.place.us == SPOOR_TIME_NONE)
        return;
    spoor_json_key(out, SPOOR_SLICE("klant"));
    spoor_json_object_begin(out);
    write_reach((struct lines){out, run->arena, "bereikbaarheid", 0}, feiten, us);
    write_managers((struct lines){out, run->arena, "casemanagers", 0}, feiten, us);
    write_mandates((struct lines){out, run->arena, "gemachtigden", 0}, feiten->gemachtigden, feiten->gemachtigde_count,
                   us);
    write_mandates((struct lines){out, run->arena, "machtigingsgevers", 0}, feiten->machtigingsgevers,
                   feiten->machtigingsgever_count, us);
    write_profile((struct lines){out, run->arena, "profiel", 0}, feiten);
    if (spoor_feiten_bevroren(feiten))
        spoor_json_member_bool(out, "bevroren", true);
    spoor_json_object_end(out);
}
