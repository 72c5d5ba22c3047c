/* quarantaine retry: puts rejected records up once more, by a plain idempotent producer; twice does no harm. */
#include "progress.h"
#include "quarantaine.h"

#include <spoor/codec/canonical.h>
#include <spoor/processor/intake_record.h>
#include <spoor/store/control_store.h>
#include <spoor/stream/producer.h>
#include <stdio.h>

#define PAGE_ARENA_BYTES_MAX ((size_t)512 << 20)

struct retry {
    struct spoor_wiring *wiring;
    struct spoor_session *session;
    struct spoor_producer *producer;
    struct spoor_arena arena; /* of a page */
    struct spoor_origin *sent;
    size_t sent_count, sent_capacity; /* of the page, in its arena */
    int64_t offered, refused, gone;
};

static struct spoor_record_header header(struct spoor_arena *arena, const char *name, int64_t value)
{
    return (struct spoor_record_header){spoor_slice_of(name), spoor_arena_printf(arena, "%lld", (long long)value)};
}

/* Retried, it would close the row of the record that has its place now. */
static enum spoor_status displaced(struct spoor_error *err)
{
    return spoor_error_set(err, SPOOR_REJECT, "verdrongen",
                           "its topic was made again and another record has its place: show it, send it again from its "
                           "source, then drop this one");
}

static enum spoor_status send_original(struct retry *retry, const struct spoor_quarantaine *record,
                                       struct spoor_error *err)
{
    const struct spoor_origin *origin = &record->origin;
    if (origin->index > 0) /* intake parks whole records only */
        return displaced(err);
    if (record->omvang > (int64_t)SPOOR_INTAKE_ORIGINAL_MAX)
        return spoor_error_set(err, SPOOR_REJECT, "te_groot",
                               "%lld bytes, of which the first %zu were kept: send it again from its source, then drop "
                               "this one",
                               (long long)record->omvang, SPOOR_INTAKE_ORIGINAL_MAX);
    if (record->sealed.length == 0)
        return spoor_error_set(err, SPOOR_REJECT, "zegel", "nothing of this record was kept");
    struct spoor_record_header headers[] = {
        {SPOOR_SLICE("spoor-topic"), origin->topic},
        header(&retry->arena, "spoor-partitie", origin->partition),
        header(&retry->arena, "spoor-offset", origin->offset),
        header(&retry->arena, "spoor-brokertijd", record->broker_us),
        {SPOOR_SLICE("spoor-sleutel"), record->sealed_key},
    };
    struct spoor_slice key =
        spoor_arena_printf(&retry->arena, "%.*s/%d", SPOOR_SLICE_ARG(origin->topic), origin->partition);
    return spoor_producer_send(retry->producer, retry->wiring->topics[SPOOR_TOPIC_HERKANSING], -1, key, record->sealed,
                               headers, sizeof headers / sizeof headers[0], err);
}

static enum spoor_status send_canonical(struct retry *retry, const struct spoor_quarantaine *record,
                                        struct spoor_error *err)
{
    struct spoor_canonical canonical;
    struct spoor_buffer value;
    if (!record->sleutel.data || spoor_canonical_decode(record->sealed, &retry->arena, &canonical, err) != SPOOR_OK)
        return spoor_error_set(err, SPOOR_REJECT, "onleesbaar",
                               "this was no record of Spoor: it cannot be offered again");
    if (record->origin.index != canonical.event.origin.index &&
        spoor_slice_equal(record->origin.topic, canonical.event.origin.topic) &&
        !spoor_slice_equal(record->origin.topic,
                           spoor_slice_of(retry->wiring->topics[SPOOR_TOPIC_GEBEURTENISSEN])))
        return displaced(err);
    canonical.event.herkansing = true;
    spoor_buffer_init(&value);
    spoor_canonical_encode(&canonical, &value);
    enum spoor_status status = spoor_producer_send(retry->producer, retry->wiring->topics[SPOOR_TOPIC_GEBEURTENISSEN],
                                                   -1, record->sleutel, spoor_buffer_slice(&value), NULL, 0, err);
    spoor_buffer_fini(&value);
    return status;
}

/* A record that cannot be offered is told and passed over. */
static enum spoor_status offer(struct retry *retry, const struct spoor_origin *origin, struct spoor_error *err)
{
    struct spoor_quarantaine record;
    enum spoor_status status = spoor_quarantaine_get(retry->session, origin, &retry->arena, &record, err);
    if (status == SPOOR_OK && !spoor_slice_equal(record.stand, SPOOR_SLICE("open")))
        status = spoor_error_set(err, SPOOR_REJECT, "gesloten", "it is closed (%.*s)", SPOOR_SLICE_ARG(record.stand));
    else if (status == SPOOR_OK)
        status = spoor_slice_equal(record.vorm, SPOOR_SLICE("canoniek")) ? send_canonical(retry, &record, err)
                                                                         : send_original(retry, &record, err);
    if (status == SPOOR_REJECT) {
        fprintf(stderr, "%.*s/%d/%lld/%d: %s\n", SPOOR_SLICE_ARG(origin->topic), origin->partition,
                (long long)origin->offset, origin->index, err->message);
        retry->gone += strcmp(err->code, "niet_gevonden") == 0;
        retry->refused++;
        return SPOOR_OK;
    }
    if (status != SPOOR_OK)
        return status;
    retry->sent =
        spoor_arena_grow(&retry->arena, retry->sent, retry->sent_count, &retry->sent_capacity, sizeof *origin);
    retry->sent[retry->sent_count++] = *origin;
    return SPOOR_OK;
}

/* Acknowledged by the broker first, then on the record. */
static enum spoor_status settle(struct retry *retry, struct spoor_error *err)
{
    enum spoor_status status = spoor_producer_flush(retry->producer, 30000, err);
    for (size_t i = 0; i < retry->sent_count && status == SPOOR_OK; i++) {
        bool found = false;
        status = spoor_store_quarantaine_offered(retry->session, &retry->sent[i], &found, err);
        retry->offered += status == SPOOR_OK;
    }
    retry->sent = NULL;
    retry->sent_count = retry->sent_capacity = 0;
    return status;
}

static enum spoor_status offer_named(struct retry *retry, struct spoor_error *err)
{
    const struct spoor_invocation *invocation = retry->wiring->invocation;
    enum spoor_status status = SPOOR_OK;
    for (size_t i = 1; i < invocation->argument_count && status == SPOOR_OK; i++) {
        struct spoor_origin origin;
        (void)spoor_quarantaine_origin_parse(spoor_slice_of(invocation->arguments[i]), &origin);
        status = offer(retry, &origin, err);
    }
    return status == SPOOR_OK ? settle(retry, err) : status;
}

static enum spoor_status offer_all(struct retry *retry, struct spoor_error *err)
{
    const struct spoor_invocation *invocation = retry->wiring->invocation;
    struct spoor_quarantaine_filter filter = {
        .topic = spoor_option(invocation, "topic"), .reden = spoor_option(invocation, "reden"), .stand = "open"};
    struct spoor_quarantaine_cursor cursor = SPOOR_QUARANTAINE_FIRST;
    struct spoor_progress progress;
    struct spoor_table table = {.rows = 1};
    enum spoor_status status = SPOOR_OK;
    spoor_progress_begin(&progress, "retry", "records");
    while (status == SPOOR_OK && table.rows > 0) {
        spoor_arena_reset(&retry->arena);
        status = spoor_quarantaine_page(retry->session, &filter, &cursor, &retry->arena, &table, err);
        for (size_t row = 0; row < table.rows && status == SPOOR_OK; row++) {
            struct spoor_origin origin = spoor_quarantaine_row_origin(&table, row);
            status = offer(retry, &origin, err);
        }
        if (status == SPOOR_OK)
            status = settle(retry, err);
        spoor_progress_tell(&progress, retry->offered, 0, 0);
    }
    (void)spoor_progress_end(&progress);
    return status;
}

static bool arguments_are_right(const struct spoor_invocation *invocation)
{
    struct spoor_origin origin;
    bool all = spoor_option(invocation, "all");
    for (size_t i = 1; i < invocation->argument_count; i++)
        if (!spoor_quarantaine_origin_parse(spoor_slice_of(invocation->arguments[i]), &origin))
            return false;
    return all == (invocation->argument_count == 1);
}

static int tell_outcome(const struct retry *retry)
{
    if (retry->wiring->invocation->json)
        printf("{\"aangeboden\":%lld,\"geweigerd\":%lld}\n", (long long)retry->offered, (long long)retry->refused);
    else
        printf("%lld offered again, %lld refused; spoor quarantaine list --open shows what stays\n",
               (long long)retry->offered, (long long)retry->refused);
    if (retry->gone > 0 && retry->gone == retry->refused)
        return SPOOR_EXIT_NOT_FOUND;
    return retry->refused ? SPOOR_EXIT_FAILED : SPOOR_EXIT_OK;
}

int spoor_quarantaine_retry(struct spoor_wiring *wiring, struct spoor_session *session)
{
    struct retry retry = {.wiring = wiring, .session = session};
    struct spoor_producer_options options = {.kafka = wiring->kafka, .linger_ms = 5};
    struct spoor_error err = {0};
    if (!arguments_are_right(wiring->invocation))
        return spoor_usage_error(wiring->invocation, "retry takes origins topic/partition/offset[/index], or --all");
    spoor_arena_init(&retry.arena, PAGE_ARENA_BYTES_MAX);
    enum spoor_status status = spoor_producer_open(&options, &retry.producer, &err);
    if (status == SPOOR_OK)
        status = spoor_option(wiring->invocation, "all") ? offer_all(&retry, &err) : offer_named(&retry, &err);
    spoor_producer_close(retry.producer);
    spoor_arena_fini(&retry.arena);
    return status == SPOOR_OK ? tell_outcome(&retry) : spoor_fail(wiring->invocation, &err);
}
