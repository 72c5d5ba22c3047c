/* klant: freezes the data of one klant, or lets them go again, as an event in his partition. */
#include "commands.h"
#include "control_record.h"
#include "klant_ref.h"

#include <spoor/codec/json.h>
#include <stdio.h>

static enum spoor_status find_ref(struct spoor_invocation *invocation, struct spoor_slice asked,
                                  struct spoor_slice *out_ref, struct spoor_error *err)
{
    *out_ref = asked;
    if (spoor_klant_ref_is_ref(asked))
        return SPOOR_OK;
    if (spoor_klant_ref_is_identifier(asked))
        return spoor_klant_ref_of_identifier(invocation, asked, out_ref, err);
    return spoor_error_set(err, SPOOR_REJECT, "niet_gevonden",
                           "a klantRef (k1-... or anoniem:...) or an identifier as soort:waarde was expected");
}

static enum spoor_status send(struct spoor_invocation *invocation, enum spoor_kind kind, const char *reden,
                              struct spoor_slice *out_ref, struct spoor_error *err)
{
    struct spoor_wiring wiring;
    struct spoor_buffer data;
    struct spoor_json_writer writer;
    char id[64];
    enum spoor_status status = find_ref(invocation, spoor_slice_of(invocation->arguments[1]), out_ref, err);
    if (status != SPOOR_OK)
        return status;
    snprintf(id, sizeof id, "%s-%lld", spoor_kind_name(kind), (long long)spoor_time_now_us());
    spoor_wiring_init(&wiring, invocation);
    spoor_buffer_init(&data);
    spoor_json_writer_init(&writer, &data);
    spoor_json_object_begin(&writer);
    spoor_json_member(&writer, "reden", spoor_slice_of(reden));
    spoor_json_object_end(&writer);
    status = spoor_control_record_send_klant(&wiring, kind, id, *out_ref, spoor_buffer_slice(&data), err);
    spoor_buffer_fini(&data);
    spoor_wiring_fini(&wiring);
    return status;
}

static int run(struct spoor_invocation *invocation)
{
    struct spoor_error err = {0};
    struct spoor_slice ref;
    const char *reden = spoor_option(invocation, "reden");
    bool freezes = invocation->argument_count == 2 && strcmp(invocation->arguments[0], "bevries") == 0;
    bool releases = invocation->argument_count == 2 && strcmp(invocation->arguments[0], "vrijgeef") == 0;
    if (!freezes && !releases)
        return spoor_usage_error(invocation, "say: spoor klant bevries KLANT, or spoor klant vrijgeef KLANT");
    if (!reden || !*reden)
        return spoor_usage_error(invocation, "say why: --reden CODE is kept with the decision");
    enum spoor_kind kind = freezes ? SPOOR_KIND_GEGEVENS_BEVROREN : SPOOR_KIND_GEGEVENS_VRIJGEGEVEN;
    if (send(invocation, kind, reden, &ref, &err) != SPOOR_OK)
        return spoor_fail(invocation, &err);
    printf(freezes ? "the data of %.*s are frozen as soon as its event is folded: kept, not shown, nothing told\n"
                   : "the data of %.*s are free as soon as its event is folded; what changed meanwhile is told then\n",
           SPOOR_SLICE_ARG(ref));
    return SPOOR_EXIT_OK;
}

const struct spoor_command spoor_command_klant = {
    .name = "klant",
    .arguments = "bevries KLANT | vrijgeef KLANT",
    .summary = "freezes the data of a klant, or lets them go again (AVG 18)",
    .detail = "KLANT  a klantRef (k1-... or anoniem:...), or an identifier as soort:waarde\n"
              "Frozen data are kept and folded, but not shown, and nothing is told; afterwards one message for\n"
              "each journey that changed.",
    .exits = SPOOR_EXITS_KAFKA | SPOOR_EXIT_BIT(NOT_FOUND),
    .options = {{"reden", "CODE", "why, such as juistheid_betwist; kept with the decision"}, {0}},
    .run = run};
