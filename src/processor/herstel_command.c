/* A command per journey of which readers know something else: its owner tells it anew, in the fold (commands are
 * events). */
#include "herstel_internal.h"

#include <inttypes.h>
#include <spoor/base/time.h>
#include <spoor/codec/canonical.h>
#include <spoor/domain/toestand.h>
#include <spoor/stream/producer.h>

enum { FLUSH_MS = 20000 };
#define ARENA_BYTES_MAX ((size_t)1 << 20)

static struct spoor_slice data_of(struct spoor_arena *arena, const struct spoor_herstel_reis *reis)
{
    struct spoor_buffer buffer;
    struct spoor_json_writer writer;
    spoor_buffer_init(&buffer);
    spoor_json_writer_init(&writer, &buffer);
    spoor_json_object_begin(&writer);
    spoor_json_member_int(&writer, "foldversie", SPOOR_FOLD_VERSIE);
    spoor_json_member(&writer, "klantreisRef", spoor_slice_of(reis->ref));
    spoor_json_member_int(&writer, "revisie", reis->told);
    spoor_json_object_end(&writer);
    struct spoor_slice data = spoor_arena_copy(arena, spoor_buffer_slice(&buffer));
    spoor_buffer_fini(&buffer);
    return data;
}

/* Its origin is the place of the message that readers know: the same however often it is given. */
static void encode(const struct spoor_herstel_options *options, const struct spoor_herstel_reis *reis,
                   struct spoor_arena *arena, struct spoor_buffer *out)
{
    enum spoor_kind kind = SPOOR_KIND_HERBOUW_GEPUBLICEERD;
    char now[SPOOR_TIME_TEXT_MAX];
    int64_t now_us = spoor_time_now_us();
    struct spoor_canonical record = {
        .soort = SPOOR_RECORD_GEBEURTENIS,
        .type =
            spoor_arena_printf(arena, "%s.%s.%s", options->type_prefix, spoor_kind_domein(kind), spoor_kind_name(kind)),
        .time = {now, spoor_time_format(now_us, now)},
        .event = {.kind = kind,
                  .klant_ref = spoor_slice_of(reis->key),
                  .source = spoor_slice_of(options->source),
                  .id = spoor_herstel_command_id(arena, spoor_slice_of(reis->ref), reis->told),
                  .time_us = now_us,
                  .broker_us = now_us,
                  .mapping = SPOOR_SLICE("bediening@1"),
                  .origin = {SPOOR_SLICE("bediening"), reis->told_partition, reis->told_offset, 0},
                  .data = data_of(arena, reis)}};
    spoor_canonical_encode(&record, out);
}

static enum spoor_status send_one(const struct spoor_herstel_options *options, struct spoor_producer *producer,
                                  const struct spoor_herstel_reis *reis, struct spoor_arena *arena,
                                  struct spoor_error *err)
{
    struct spoor_buffer value;
    spoor_arena_reset(arena);
    spoor_buffer_init(&value);
    encode(options, reis, arena, &value);
    enum spoor_status status = spoor_producer_send(producer, options->canonical_topic, reis->partition,
                                                   spoor_slice_of(reis->key), spoor_buffer_slice(&value), NULL, 0, err);
    spoor_buffer_fini(&value);
    return status;
}

enum spoor_status spoor_herstel_commands_send(const struct spoor_herstel_options *options,
                                              const struct spoor_herstel_reizen *reizen, int32_t partition,
                                              struct spoor_error *err)
{
    struct spoor_producer *producer = NULL;
    struct spoor_producer_options how = {.kafka = options->kafka};
    struct spoor_arena arena;
    enum spoor_status status = spoor_producer_open(&how, &producer, err);
    if (status != SPOOR_OK)
        return status;
    spoor_arena_init(&arena, ARENA_BYTES_MAX);
    for (size_t i = 0; i < reizen->count && status == SPOOR_OK; i++)
        if (reizen->items[i].partition == partition && spoor_herstel_reis_waits(&reizen->items[i]))
            status = send_one(options, producer, &reizen->items[i], &arena, err);
    if (status == SPOOR_OK)
        status = spoor_producer_flush(producer, FLUSH_MS, err);
    spoor_arena_fini(&arena);
    spoor_producer_close(producer);
    return status;
}
