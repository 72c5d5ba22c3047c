#include "support_relay.h"

#include <spoor/base/time.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATIENCE_MS = 40000, VALUES_MAX = 1 << 20, ARENA_MAX = 1 << 24, CLOSE_MS = 10000 };

void fold_world(struct fold_names *names)
{
    kafka_topic(FOLD_PARTITIONS, names->canonical);
    kafka_topic(1, names->target);
    kafka_name("process", names->group);
    names->dsn = database_dsn();
}

static enum spoor_status on_assigned(void *owner, struct spoor_topic_partition *partitions, size_t count,
                                     const struct spoor_group_snapshot *snapshot, struct spoor_error *err)
{
    struct fold *fold = owner;
    spoor_arena_reset(&fold->arena);
    for (size_t i = 0; i < count; i++) {
        fold->positions[i] = (struct spoor_position){.partition = partitions[i].partition};
        partitions[i].offset = SPOOR_OFFSET_OLDEST;
    }
    enum spoor_status status = spoor_store_claim(fold->session, fold->names->canonical, "test", fold->name,
                                                 fold->positions, count, &fold->arena, err);
    if (status != SPOOR_OK)
        return status;
    fold->count = count;
    fold->assigned++;
    spoor_relay_assign(fold->relay, fold->consumer, snapshot, fold->positions, count);
    return SPOOR_OK;
}

static void on_revoked(void *owner, const struct spoor_topic_partition *partitions, size_t count, bool lost)
{
    struct fold *fold = owner;
    (void)partitions, (void)count;
    spoor_relay_revoke(fold->relay, lost, 3000);
    if (!lost)
        spoor_store_release(fold->session, fold->names->canonical, fold->positions, fold->count, NULL);
    fold->count = 0;
    fold->revoked++;
}

static void start_relay(struct fold *fold)
{
    struct spoor_relay_options options = {.kafka = kafka_options(),
                                          .dsn = fold->names->dsn,
                                          .relay_id = fold->name,
                                          .canonical_topic = fold->names->canonical,
                                          .rows_max = 500,
                                          .pause_ms = 5,
                                          .outbox_rotate_rows = 1000,
                                          .lock_timeout_ms = 1000};
    struct spoor_error err = {0};
    if (spoor_relay_start(&options, &fold->relay, &err) != SPOOR_OK)
        fail_msg("%s", err.message);
}

void fold_open(struct fold *fold, const struct fold_names *names, const char *name)
{
    *fold = (struct fold){.names = names, .name = name};
    spoor_arena_init(&fold->arena, ARENA_MAX);
    struct spoor_error err = {0};
    struct spoor_session_options session = {
        .dsn = names->dsn, .application = name, .lock_timeout_ms = 1000, .connect_timeout_s = 5};
    if (spoor_session_open(&session, &fold->session, &err) != SPOOR_OK)
        fail_msg("%s", err.message);
    start_relay(fold);
    const char *topic = names->canonical;
    struct spoor_consumer_options options = {.kafka = kafka_options(),
                                             .group = names->group,
                                             .group_instance_id = name,
                                             .topics = &topic,
                                             .topic_count = 1,
                                             .owner = fold,
                                             .assigned = on_assigned,
                                             .revoked = on_revoked};
    if (spoor_consumer_open(&options, &fold->consumer, &err) != SPOOR_OK)
        fail_msg("%s", err.message);
}

void fold_until_assigned(struct fold *fold)
{
    struct spoor_record record;
    struct spoor_error err = {0};
    size_t count;
    for (int64_t deadline = now_ms() + PATIENCE_MS; fold->count == 0;) {
        if (now_ms() > deadline || spoor_consumer_poll(fold->consumer, &record, 1, 100, &count, &err) == SPOOR_HALT)
            fail_msg("not assigned: %s", err.message);
    }
}

void fold_close(struct fold *fold)
{
    spoor_consumer_close(fold->consumer, CLOSE_MS);
    spoor_relay_stop(fold->relay, CLOSE_MS);
    spoor_session_close(fold->session);
    spoor_arena_fini(&fold->arena);
}

void fold_append(struct fold *fold, int32_t partition, int rows, int offsets)
{
    char sql[1200];
    snprintf(
        sql, sizeof sql,
        "WITH p AS (UPDATE spoor.progress SET outbox_sequence = outbox_sequence + %d, next_offset = next_offset + %d,"
        " stap = stap + 1 WHERE topic = '%s' AND partitie = %d RETURNING outbox_sequence - %d AS na, next_offset)"
        " INSERT INTO spoor.outbox (sequence, next_offset, appended_op, partitie, tafel, topic, sleutel, waarde)"
        " SELECT na + i, next_offset, clock_timestamp(), %d, (SELECT actief FROM spoor.outbox_stand), '%s', 'k',"
        " '%d:' || (na + i) FROM p, generate_series(1, %d) AS i",
        rows, offsets, fold->names->canonical, (int)partition, rows, (int)partition, fold->names->target,
        (int)partition, rows);
    database_run(sql);
    if (fold->relay)
        spoor_relay_wake(fold->relay);
}

void fold_until_published(const struct fold_names *names, int32_t partition, int64_t mark)
{
    char condition[300];
    snprintf(condition, sizeof condition,
             "EXISTS (SELECT FROM spoor.relay_stand WHERE topic = '%s' AND partitie = %d AND mark >= %lld)",
             names->canonical, (int)partition, (long long)mark);
    database_wait_until(condition);
}

void fold_check(const struct fold_names *names, int64_t rows_0, int64_t rows_1)
{
    static char values[VALUES_MAX];
    int64_t seen[FOLD_PARTITIONS] = {0};
    kafka_values(names->target, 0, values, sizeof values);
    for (char *rest = NULL, *value = strtok_r(values, " ", &rest); value; value = strtok_r(NULL, " ", &rest)) {
        int partition;
        long long sequence;
        assert_int_equal(sscanf(value, "%d:%lld", &partition, &sequence), 2);
        assert_int_equal(sequence, seen[partition] + 1);
        seen[partition] = sequence;
    }
    assert_int_equal(seen[0], rows_0);
    assert_int_equal(seen[1], rows_1);
}

void fold_committed(const struct fold_names *names, int32_t partition, int64_t *out_offset, char out_mark[80])
{
    struct spoor_kafka_options options = kafka_options();
    struct spoor_admin *admin;
    struct spoor_arena arena;
    struct spoor_topic_partition found = {spoor_slice_of(names->canonical), partition, 0, SPOOR_SLICE_NULL};
    spoor_arena_init(&arena, ARENA_MAX);
    assert_int_equal(spoor_admin_open(&options, &admin, NULL), SPOOR_OK);
    assert_int_equal(spoor_admin_committed(admin, names->group, &found, 1, 20000, &arena, NULL), SPOOR_OK);
    *out_offset = found.offset;
    snprintf(out_mark, 80, "%.*s", SPOOR_SLICE_ARG(found.metadata));
    spoor_admin_close(admin);
    spoor_arena_fini(&arena);
}
