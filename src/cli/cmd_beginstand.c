#include "commands.h"
#include "control_record.h"

#include <spoor/codec/json.h>
#include <stdio.h>

static int run(struct spoor_invocation *invocation)
{
    struct spoor_wiring wiring;
    struct spoor_error err = {0};
    struct spoor_buffer data;
    struct spoor_json_writer writer;
    char id[64];
    int32_t partitions = 0;
    if (invocation->argument_count)
        return spoor_usage_error(invocation, "unexpected argument %s", invocation->arguments[0]);
    spoor_wiring_init(&wiring, invocation);
    spoor_buffer_init(&data);
    spoor_json_writer_init(&writer, &data);
    spoor_json_object_begin(&writer);
    spoor_json_member(&writer, "definitie", spoor_slice_of(spoor_option(invocation, "definitie")));
    spoor_json_member(&writer, "klantreisRef", spoor_slice_of(spoor_option(invocation, "klantreis")));
    spoor_json_object_end(&writer);
    snprintf(id, sizeof id, "beginstand-%lld", (long long)spoor_time_now_us());
    enum spoor_status status = spoor_control_record_send(&wiring, SPOOR_KIND_BEGINSTAND_GEVRAAGD, id,
                                                         spoor_buffer_slice(&data), &partitions, &err);
    if (status == SPOOR_OK)
        printf("asked in %d partitions; one beginstand per journey follows on %s (command %s)\n", partitions,
               wiring.topics[SPOOR_TOPIC_STATUSWIJZIGINGEN], id);
    spoor_buffer_fini(&data);
    spoor_wiring_fini(&wiring);
    return status == SPOOR_OK ? SPOOR_EXIT_OK : spoor_fail(invocation, &err);
}

const struct spoor_command spoor_command_beginstand = {
    .name = "beginstand",
    .arguments = "",
    .summary = "publishes the present state of journeys once more, for a new subscriber",
    .detail = "One message of soort beginstand per journey (informeren false); revisie stays.",
    .options = {{"definitie", "CODE", "only journeys of this definition"},
                {"klantreis", "REF", "only this journey"},
                {0}},
    .exits = SPOOR_EXITS_KAFKA,
    .run = run};
