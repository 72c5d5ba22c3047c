#include "support_worker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "../../src/processor/relay_internal.h"
#include "../../src/processor/worker_internal.h"
#include "support_store.h"

#define OWN_SOURCE "urn:spoor:proef"
#define CHANNEL_SOURCE "urn:nld:oin:00000001234567890000:systeem:proef"

#define BEGIN_US INT64_C(1767322800000000) /* 2026-01-02T03:00:00Z */

struct hand_worker {
    struct spoor_worker *worker;
    struct spoor_relay relay; /* nobody listens */
    struct spoor_stop stop;
};

/* ---- records ---- */

static struct spoor_slice line_value(const struct line *line, int64_t offset)
{
    char type[128];
    struct spoor_buffer buffer;
    snprintf(type, sizeof type, "nl.overheid.%s", line->type);
    bool control = strncmp(line->type, "bediening.", 10) == 0; /* only Spoor itself may send those */
    int64_t at_us = BEGIN_US + offset * SPOOR_SECOND_US;
    struct spoor_canonical record = {
        .soort = SPOOR_RECORD_GEBEURTENIS,
        .type = spoor_slice_of(type),
        .event = {.klant_ref = spoor_slice_of(line->klant),
                  .source = control ? SPOOR_SLICE(OWN_SOURCE) : SPOOR_SLICE(CHANNEL_SOURCE),
                  .id = spoor_slice_of(line->id),
                  .time_us = at_us,
                  .broker_us = at_us,
                  .mapping = SPOOR_SLICE("proef@1"),
                  .origin = {.topic = SPOOR_SLICE("kanaal.proef"), .partition = line->partition, .offset = offset},
                  .data = spoor_slice_of(line->data)}};
    spoor_buffer_init(&buffer);
    spoor_canonical_encode(&record, &buffer);
    struct spoor_slice value = spoor_buffer_slice(&buffer);
    char *copy = malloc(value.length);
    memcpy(copy, value.data, value.length);
    spoor_buffer_fini(&buffer);
    return (struct spoor_slice){copy, value.length};
}

struct spoor_record *records_make(const struct line *lines, size_t count)
{
    struct spoor_record *records = calloc(count, sizeof *records);
    int64_t offsets[STORE_PARTITIONS] = {0};
    for (size_t i = 0; i < count; i++) {
        int64_t offset = offsets[lines[i].partition]++;
        records[i] = (struct spoor_record){.kind = SPOOR_RECORD_MESSAGE,
                                           .partition = lines[i].partition,
                                           .offset = offset,
                                           .key = spoor_slice_of(lines[i].klant),
                                           .value = line_value(&lines[i], offset)};
    }
    return records;
}

void records_free(struct spoor_record *records, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free((char *)(uintptr_t)records[i].value.data);
    free(records);
}

/* ---- the worker ---- */

struct hand_worker *hand_worker_open(const int32_t *partitions, size_t count, int64_t slice)
{
    struct hand_worker *hand = calloc(1, sizeof *hand);
    struct spoor_worker_options options = {.instance = "proef",
                                           .canonical_topic = HAND_TOPIC,
                                           .status_topic = "spoor.statuswijzigingen",
                                           .signaal_topic = "spoor.signalen",
                                           .klok_slice = 100,
                                           .quarantaine_topic = "spoor.quarantaine",
                                           .type_prefix = "nl.overheid",
                                           .source = OWN_SOURCE,
                                           .batch_records = 100,
                                           .cache_bytes = 1 << 20,
                                           .lock_timeout_ms = 1000,
                                           .opdracht_slice = slice,
                                           .stop = &hand->stop};
    struct spoor_topic_partition owned[STORE_PARTITIONS];
    struct spoor_error err = {0};
    for (size_t i = 0; i < count; i++)
        owned[i] = (struct spoor_topic_partition){.partition = partitions[i]};
    spoor_signal_init(&hand->relay.signal);
    hand->worker = spoor_worker_new(&options);
    hand->worker->relay = &hand->relay;
    hand->worker->context.session = store_session("spoor proef");
    if (spoor_worker_claim(hand->worker, owned, count, &err) != SPOOR_OK)
        fail_msg("claim: %s", err.message);
    return hand;
}

void hand_worker_close(struct hand_worker *hand)
{
    spoor_worker_free(hand->worker);
    spoor_signal_fini(&hand->relay.signal);
    free(hand);
}

void hand_worker_fold(struct hand_worker *hand, const struct spoor_record *records, size_t count)
{
    struct spoor_error err = {0};
    if (spoor_worker_fold(hand->worker, records, count, &err) != SPOOR_OK)
        fail_msg("fold: %s: %s", err.code, err.message);
}

void hand_worker_halts(struct hand_worker *hand, const struct spoor_record *records, size_t count, const char *code)
{
    struct spoor_error err = {0};
    assert_int_equal(spoor_worker_fold(hand->worker, records, count, &err), SPOOR_HALT);
    assert_string_equal(err.code, code);
}

bool hand_worker_slice(struct hand_worker *hand)
{
    struct spoor_error err = {0};
    if (!spoor_worker_opdracht_waits(hand->worker))
        return false;
    if (spoor_worker_opdracht_slice(hand->worker, &err) != SPOOR_OK)
        fail_msg("slice: %s: %s", err.code, err.message);
    return true;
}

void hand_worker_look(struct hand_worker *hand, int64_t bewezen_us)
{
    struct spoor_error err = {0};
    for (size_t i = 0; i < hand->worker->context.position_count; i++)
        hand->worker->context.bewezen_us[i] = bewezen_us;
    do {
        hand->worker->klok_us = 0;
        if (spoor_worker_klok_slice(hand->worker, &err) != SPOOR_OK)
            fail_msg("look: %s: %s", err.code, err.message);
    } while (hand->worker->klok_waits);
}
