#include "commands.h"
#include "wiring.h"

#include <spoor/store/control_store.h>
#include <stdio.h>

static bool clocks_wait_for(const struct spoor_wiring *wiring, const char *topic)
{
    for (size_t i = 0; i < wiring->mapping_count; i++) {
        const struct spoor_mapping_header *header = spoor_mapping_header(wiring->mappings[i]);
        if (spoor_slice_equal(header->topic, spoor_slice_of(topic)))
            return !header->klok_negeer;
    }
    return false;
}

static int go_on(struct spoor_wiring *wiring, const char *topic, const char *reason)
{
    struct spoor_session *session = NULL;
    struct spoor_error err = {0};
    bool made = false;
    enum spoor_status status = spoor_wiring_load_mappings(wiring, &err);
    if (status == SPOOR_OK && !clocks_wait_for(wiring, topic))
        status = spoor_error_set(&err, SPOOR_REJECT, "niet_gevonden", "no mapping makes clocks wait for topic %s", topic);
    if (status == SPOOR_OK)
        status = spoor_wiring_session(wiring, NULL, &session, &err);
    if (status == SPOOR_OK)
        status = spoor_store_klok_zonder(session, topic, reason, &made, &err);
    spoor_session_close(session);
    if (status != SPOOR_OK)
        return spoor_fail(wiring->invocation, &err);
    printf(made ? "on the record: clocks go on without %s until it is read again\n"
                : "clocks went on without %s already\n",
           topic);
    return SPOOR_EXIT_OK;
}

static int run(struct spoor_invocation *invocation)
{
    const char *topic = spoor_option(invocation, "zonder"), *reason = spoor_option(invocation, "reason");
    struct spoor_wiring wiring;
    if (invocation->argument_count != 1 || strcmp(invocation->arguments[0], "verder") != 0 || !topic || !reason ||
        !*reason)
        return spoor_usage_error(invocation, "say: spoor klok verder --zonder TOPIC --reason TEXT");
    spoor_wiring_init(&wiring, invocation);
    int code = go_on(&wiring, topic, reason);
    spoor_wiring_fini(&wiring);
    return code;
}

const struct spoor_command spoor_command_klok = {
    .name = "klok",
    .arguments = "verder",
    .summary = "lets clocks go on without a topic that cannot be read",
    .detail = "verder --zonder TOPIC --reason TEXT\n"
              "        clocks that say that something did not happen no longer wait for TOPIC, until it is read again;\n"
              "        their signals carry onvolledigBewijs; put on the record",
    .options = {{"zonder", "TOPIC", "the channel topic to go on without"},
                {"reason", "TEXT", "why; kept on the record"},
                {0}},
    .exits = SPOOR_EXITS_POSTGRES | SPOOR_EXIT_BIT(NOT_FOUND),
    .run = run};
