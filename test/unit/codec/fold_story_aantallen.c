/* The counters of contacts, as a story tells them: what is zero is left out. */
#include "fold_story.h"

static void write_number(struct spoor_json_writer *out, const char *name, int64_t number)
{
    if (number != 0)
        spoor_json_member_int(out, name, number);
}

static void write_tellers(struct spoor_json_writer *out, const char *name, const struct spoor_tellers *tellers)
{
    if (tellers->count == 0)
        return;
    spoor_json_key(out, spoor_slice_of(name));
    spoor_json_object_begin(out);
    for (size_t i = 0; i < tellers->count; i++) {
        spoor_json_key(out, tellers->items[i].code);
        spoor_json_integer(out, tellers->items[i].aantal);
    }
    spoor_json_object_end(out);
}

/* "chatbot naar chat, automatisch, reden efficientie: 1, naadloos 1" */
static void write_wissels(struct spoor_json_writer *out, const struct spoor_contact_tellers *tellers,
                          struct spoor_arena *arena)
{
    if (tellers->wissel_count == 0)
        return;
    spoor_json_key(out, SPOOR_SLICE("wissels"));
    spoor_json_array_begin(out);
    for (size_t i = 0; i < tellers->wissel_count; i++) {
        const struct spoor_wissel_teller *wissel = &tellers->wissels[i];
        bool why = spoor_slice_present(wissel->reden);
        spoor_json_string(out, spoor_arena_printf(arena, "%.*s naar %.*s%s%s%.*s: %lld, naadloos %lld",
                                                  SPOOR_SLICE_ARG(wissel->van), SPOOR_SLICE_ARG(wissel->naar),
                                                  wissel->automatisch ? ", automatisch" : "", why ? ", reden " : "",
                                                  SPOOR_SLICE_ARG(wissel->reden), (long long)wissel->aantal,
                                                  (long long)wissel->naadloos));
    }
    spoor_json_array_end(out);
}

static void write_counts(struct spoor_json_writer *out, const struct spoor_contact_tellers *tellers,
                         struct spoor_arena *arena)
{
    write_number(out, "contacten", tellers->contacten);
    write_tellers(out, "kanalen", &tellers->per_kanaal);
    write_tellers(out, "fasen", &tellers->per_fase);
    write_number(out, "herhaald", tellers->herhaald);
    write_number(out, "statusvragen", tellers->statusvragen);
    write_number(out, "doorverwijzingen", tellers->doorverwijzingen);
    write_wissels(out, tellers, arena);
}

static bool has_counts(const struct spoor_contact_tellers *tellers)
{
    return tellers->contacten > 0 || tellers->doorverwijzingen > 0 || tellers->wissel_count > 0;
}

void fold_story_write_aantallen(struct spoor_json_writer *out, const struct fold_run *run)
{
    struct spoor_contact_aantallen aantallen;
    spoor_contacten_count(&run->toestand, run->arena, &aantallen);
    if (!has_counts(&aantallen.klant))
        return;
    spoor_json_key(out, SPOOR_SLICE("aantallen"));
    spoor_json_object_begin(out);
    write_counts(out, &aantallen.klant, run->arena);
    spoor_json_key(out, SPOOR_SLICE("klantreizen"));
    spoor_json_object_begin(out);
    for (size_t i = 0; i < run->toestand.reis_count; i++) {
        if (!has_counts(&aantallen.reizen[i]))
            continue;
        spoor_json_key(out, run->toestand.reizen[i].refs[0]);
        spoor_json_object_begin(out);
        write_counts(out, &aantallen.reizen[i], run->arena);
        spoor_json_object_end(out);
    }
    spoor_json_object_end(out);
    spoor_json_object_end(out);
}
