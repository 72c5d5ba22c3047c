/* status: finds the klant that was meant and shows its journeys. */
#include "commands.h"
#include "klant_ref.h"
#include "listing.h"
#include "klantbeeld.h"
#include "wiring.h"

#include <spoor/crypto/hash.h>
#include <spoor/domain/calendar.h>

struct moment { /* that is asked for; INT64_MAX: now */
    int64_t bekend_us, geldig_us;
};

/* A date alone is its whole day. */
static bool take_moment(const struct spoor_invocation *invocation, const char *option, int64_t *out_us)
{
    const char *text = spoor_option(invocation, option);
    struct spoor_zone amsterdam = {SPOOR_ZONE_AMSTERDAM, 0};
    bool is_date = false;
    int32_t day;
    *out_us = INT64_MAX;
    if (!text)
        return true;
    if (!spoor_time_parse(spoor_slice_of(text), amsterdam, out_us, &is_date, NULL))
        return false;
    return !is_date || (spoor_calendar_day_of(*out_us, &day) && spoor_calendar_end_of_day(day, out_us));
}

struct found { /* klanten to show; a journey may belong to two (rule 7) */
    struct spoor_slice *klant_ids;
    size_t count;
    struct spoor_slice journey; /* absent = all of them */
};

static struct spoor_slice id_text(struct spoor_arena *arena, struct spoor_slice klant_ref)
{
    char text[SPOOR_UUID_TEXT_MAX];
    spoor_uuid_format(spoor_klant_id(klant_ref), text);
    return spoor_arena_copy(arena, spoor_slice_of(text));
}

static enum spoor_status find_journey(struct spoor_invocation *invocation, struct spoor_session *session,
                                      struct spoor_slice ref, struct found *found, struct spoor_error *err)
{
    struct spoor_table table;
    enum spoor_status status =
        spoor_query_run(session, SPOOR_QUERY_STATUS_KLANTREIS, &ref, &invocation->arena, &table, err);
    if (status != SPOOR_OK)
        return status;
    found->klant_ids = table.cells;
    found->count = table.rows;
    found->journey = ref;
    return SPOOR_OK;
}

static enum spoor_status find_klant(struct spoor_invocation *invocation, struct spoor_session *session,
                                    struct spoor_slice klant_ref, struct found *found, struct spoor_error *err)
{
    struct spoor_table table;
    struct spoor_slice *id = SPOOR_ARENA_NEW(&invocation->arena, struct spoor_slice);
    *id = id_text(&invocation->arena, klant_ref);
    enum spoor_status status = spoor_query_run(session, SPOOR_QUERY_STATUS_KLANT, id, &invocation->arena, &table, err);
    if (status != SPOOR_OK)
        return status;
    found->klant_ids = id;
    found->count = table.rows;
    return SPOOR_OK;
}

static enum spoor_status find(struct spoor_invocation *invocation, struct spoor_session *session, struct found *found,
                              struct spoor_error *err)
{
    struct spoor_slice asked = spoor_slice_of(invocation->arguments[0]), klant_ref = asked;
    enum spoor_status status = SPOOR_OK;
    if (spoor_klant_ref_is_ref(asked))
        return find_klant(invocation, session, asked, found, err);
    status = find_journey(invocation, session, asked, found, err);
    if (status != SPOOR_OK || found->count > 0 || !spoor_klant_ref_is_identifier(asked))
        return status;
    found->journey = SPOOR_SLICE_NULL;
    status = spoor_klant_ref_of_identifier(invocation, asked, &klant_ref, err);
    return status == SPOOR_OK ? find_klant(invocation, session, klant_ref, found, err) : status;
}

static enum spoor_status not_found(const struct spoor_invocation *invocation, struct spoor_error *err)
{
    return spoor_error_set(
        err, SPOOR_REJECT, "niet_gevonden",
        "%s is not known; give a klantRef (k1-... or anoniem:...), a klantreisRef, or an identifier as "
        "soort:waarde, for example klantnummer:12345; is its event still under way? see spoor lag",
        spoor_klant_ref_is_identifier(spoor_slice_of(invocation->arguments[0])) ? "this identifier"
                                                                                : invocation->arguments[0]);
}

static int64_t shown_as_of(const struct moment *moment)
{
    int64_t now_us = spoor_time_now_us();
    int64_t then_us = moment->geldig_us != INT64_MAX ? moment->geldig_us : moment->bekend_us;
    return then_us < now_us ? then_us : now_us;
}

static enum spoor_status show(struct spoor_invocation *invocation, struct spoor_session *session,
                              const struct found *found, const struct moment *moment, struct spoor_error *err)
{
    struct spoor_buffer buffer;
    struct spoor_json_writer writer;
    spoor_buffer_init(&buffer);
    spoor_json_writer_init(&writer, &buffer);
    spoor_json_array_begin(&writer);
    enum spoor_status status = SPOOR_OK;
    for (size_t i = 0; i < found->count && status == SPOOR_OK; i++) {
        struct spoor_klantbeeld klant = {.arena = &invocation->arena,
                                         .now_us = shown_as_of(moment),
                                         .bekend_us = moment->bekend_us,
                                         .geldig_us = moment->geldig_us,
                                         .only = found->journey};
        status = spoor_klantbeeld_load(session, found->klant_ids[i], &klant, err);
        if (status == SPOOR_OK && invocation->json)
            spoor_klantbeeld_write(&klant, &writer);
        else if (status == SPOOR_OK)
            spoor_klantbeeld_print(&klant);
    }
    spoor_json_array_end(&writer);
    if (status == SPOOR_OK && invocation->json)
        spoor_json_print(&buffer);
    spoor_buffer_fini(&buffer);
    return status;
}

static int run(struct spoor_invocation *invocation)
{
    struct spoor_wiring wiring;
    struct spoor_session *session = NULL;
    struct spoor_error err = {0};
    struct found found = {0};
    struct moment moment;
    if (!take_moment(invocation, "known-on", &moment.bekend_us) ||
        !take_moment(invocation, "valid-on", &moment.geldig_us))
        return spoor_usage_error(invocation, "--known-on and --valid-on take a date, or a moment such as "
                                             "2026-03-01T09:30:00+01:00");
    if (invocation->argument_count != 1 || !*invocation->arguments[0])
        return spoor_usage_error(invocation, "say whose: a klantRef, a klantreisRef, or soort:waarde");
    spoor_wiring_init(&wiring, invocation);
    enum spoor_status status = spoor_wiring_session(&wiring, "spoor_process", &session, &err);
    if (status == SPOOR_OK)
        status = find(invocation, session, &found, &err);
    if (status == SPOOR_OK && found.count == 0)
        status = not_found(invocation, &err);
    if (status == SPOOR_OK)
        status = show(invocation, session, &found, &moment, &err);
    spoor_session_close(session);
    spoor_wiring_fini(&wiring);
    return status == SPOOR_OK ? SPOOR_EXIT_OK : spoor_fail(invocation, &err);
}

const struct spoor_command spoor_command_status = {
    .name = "status",
    .arguments = "KLANT|KLANTREIS",
    .summary =
        "shows one klant: where to be reached, who may act, the journeys with their phases, contacts, what is open, "
        "what was told",
    .detail = "KLANT      a klantRef (k1-... or anoniem:...), or an identifier as soort:waarde, such as\n"
              "           klantnummer:12345 or bsn:..., which the pseudonym key turns into one\n"
              "KLANTREIS  a klantreisRef: only that journey\n"
              "--json gives an array of klanten (two, when two share a journey).\n"
              "--known-on shows what was known then: late events and corrections of afterwards do not count.\n"
              "--valid-on shows what was true then, with all corrections that are known. Both may be given; a date\n"
              "alone is its whole day.\n"
              "Of a klant whose data are frozen (AVG 18) nothing is shown but that.",
    .options = {{"known-on", "MOMENT", "with what was known by then (when the broker had it)"},
                {"valid-on", "MOMENT", "up to what had happened by then"}},
    .exits = SPOOR_EXITS_POSTGRES | SPOOR_EXIT_BIT(NOT_FOUND),
    .data = true,
    .run = run};
