/* Folds klanten again from the log and compares byte for byte. */
#include "definities.h"
#include "klantlog.h"
#include "verify.h"

#include <spoor/codec/toestand.h>
#include <spoor/crypto/hash.h>
#include <spoor/domain/publicatie.h>
#include <spoor/store/fold_store.h>
#include <stdio.h>

#define PAGE_KLANTEN 500
#define HISTORY_EVENTS_MAX 20000 /* that are in memory at a time, unless one klant has more */

struct page { /* klanten of one snapshot */
    struct spoor_verify *verify;
    struct spoor_table klanten; /* columns of query_verify_klanten */
    struct spoor_definities definities;
    struct spoor_uuid *ids;
};

/* The key of a fact makes the unique index a check on (klantRef, source, id): so it must be right. */
static void check_fact(struct spoor_verify *verify, const struct spoor_event *event)
{
    spoor_verify_count(verify, SPOOR_VERIFY_FACT, 1);
    if (!spoor_uuid_equal(event->klant_id, spoor_klant_id(event->klant_ref)) ||
        !spoor_uuid_equal(event->feit_id, spoor_feit_id(event->source, event->id)))
        spoor_verify_fail(verify, SPOOR_VERIFY_FACT, "klant %.*s volgnummer %lld", SPOOR_SLICE_ARG(event->klant_ref),
                          (long long)event->volgnummer);
}

static enum spoor_status refold(struct page *page, struct spoor_event *events, size_t count,
                                struct spoor_toestand *toestand, struct spoor_error *err)
{
    struct spoor_arena *arena = &page->verify->page;
    const struct spoor_event **set = SPOOR_ARENA_ARRAY(arena, const struct spoor_event *, count + 1);
    size_t folded = 0;
    enum spoor_status status = SPOOR_OK;
    for (size_t i = 0; i < count && status == SPOOR_OK; i++) {
        check_fact(page->verify, &events[i]);
        if (!spoor_kind_folds(events[i].kind))
            continue;
        status = spoor_klantlog_complete(&events[i], arena, err);
        set[folded++] = &events[i];
    }
    spoor_toestand_init(toestand);
    if (status == SPOOR_OK)
        spoor_toestand_refold(toestand, set, folded, &page->definities, arena, NULL);
    return status;
}

static void check_toestand(struct page *page, size_t row, const struct spoor_toestand *toestand)
{
    struct spoor_buffer text;
    spoor_buffer_init(&text);
    spoor_toestand_encode(toestand, &text);
    bool same = spoor_slice_equal(spoor_buffer_slice(&text), spoor_table_text(&page->klanten, row, 4));
    bool waits = spoor_toestand_waits_for_definition(toestand);
    spoor_buffer_fini(&text);
    spoor_verify_count(page->verify, SPOOR_VERIFY_TOESTAND, 1);
    if (!same || waits != spoor_table_bool(&page->klanten, row, 3))
        spoor_verify_fail(page->verify, SPOOR_VERIFY_TOESTAND, "klant %.*s%s",
                          SPOOR_SLICE_ARG(spoor_table_text(&page->klanten, row, 1)),
                          same ? " (wacht_op_definitie)" : "");
}

/* Compared once more with what was told, nothing new is to be told. */
static enum spoor_status check_outcome(struct page *page, size_t row, const struct spoor_toestand *toestand,
                                       const struct spoor_event *last, struct spoor_error *err)
{
    struct spoor_publicatiestand stand;
    struct spoor_publicatie *items;
    enum spoor_status status =
        spoor_publicatiestand_decode(spoor_table_text(&page->klanten, row, 5), &page->verify->page, &stand, err);
    if (status != SPOOR_OK)
        return status;
    spoor_verify_count(page->verify, SPOOR_VERIFY_OUTCOME, 1);
    if (spoor_publicatie_compare(&stand, toestand, last, &page->definities, &page->verify->page, &items) > 0)
        spoor_verify_fail(page->verify, SPOOR_VERIFY_OUTCOME, "klant %.*s, klantreis %.*s",
                          SPOOR_SLICE_ARG(spoor_table_text(&page->klanten, row, 1)),
                          SPOOR_SLICE_ARG(items[0].klantreis_ref));
    return SPOOR_OK;
}

static enum spoor_status check_klant(struct page *page, size_t row, struct spoor_event *events, size_t count,
                                     struct spoor_error *err)
{
    struct spoor_toestand toestand;
    if (count == 0) {
        spoor_verify_fail(page->verify, SPOOR_VERIFY_TOESTAND, "klant %.*s has no events",
                          SPOOR_SLICE_ARG(spoor_table_text(&page->klanten, row, 1)));
        return SPOOR_OK;
    }
    enum spoor_status status = refold(page, events, count, &toestand, err);
    if (status != SPOOR_OK)
        return status;
    check_toestand(page, row, &toestand);
    return check_outcome(page, row, &toestand, &events[count - 1], err);
}

/* Klanten first … end-1 of the page. */
static enum spoor_status check_part(struct page *page, size_t first, size_t end, struct spoor_error *err)
{
    struct spoor_event *events = NULL;
    size_t count = 0, at = 0;
    enum spoor_status status = spoor_store_fold_histories(page->verify->session, &page->ids[first], end - first,
                                                          &page->verify->page, &events, &count, err);
    for (size_t row = first; row < end && status == SPOOR_OK; row++) {
        size_t begin = at;
        while (at < count && spoor_uuid_equal(events[at].klant_id, page->ids[row]))
            at++;
        status = check_klant(page, row, &events[begin], at - begin, err);
    }
    return status;
}

static enum spoor_status check_page(struct page *page, struct spoor_error *err)
{
    size_t first = 0;
    enum spoor_status status = SPOOR_OK;
    while (first < page->klanten.rows && status == SPOOR_OK) {
        size_t end = first;
        int64_t events = 0;
        while (end < page->klanten.rows && (end == first || events < HISTORY_EVENTS_MAX))
            events += spoor_table_int(&page->klanten, end++, 2, 0);
        status = check_part(page, first, end, err);
        first = end;
    }
    return status;
}

static enum spoor_status read_page(struct page *page, struct spoor_uuid cursor, int64_t rows_max,
                                   struct spoor_error *err)
{
    char text[SPOOR_UUID_TEXT_MAX], limit[24];
    struct spoor_verify *verify = page->verify;
    spoor_uuid_format(cursor, text);
    snprintf(limit, sizeof limit, "%lld", (long long)rows_max);
    struct spoor_slice parameters[] = {spoor_slice_of(text), spoor_slice_of(limit)};
    enum spoor_status status = spoor_definities_load(verify->session, &verify->page, &page->definities, err);
    if (status == SPOOR_OK)
        status = spoor_query_run(verify->session, SPOOR_QUERY_VERIFY_KLANTEN, parameters, &verify->page, &page->klanten,
                                 err);
    if (status != SPOOR_OK)
        return status;
    page->ids = SPOOR_ARENA_ARRAY(&verify->page, struct spoor_uuid, page->klanten.rows + 1);
    for (size_t row = 0; row < page->klanten.rows; row++)
        if (!spoor_uuid_parse(spoor_table_text(&page->klanten, row, 0), &page->ids[row]))
            return spoor_error_set(err, SPOOR_HALT, "klant_id", "klant_id is no uuid");
    return SPOOR_OK;
}

/* klant_id is a hash: those behind a random one are a random sample. */
static struct spoor_uuid first_cursor(const struct spoor_verify *verify)
{
    struct spoor_uuid cursor = {{0}};
    int64_t now_us = spoor_time_now_us();
    struct spoor_slice seed = {(const char *)&now_us, sizeof now_us};
    return verify->sample ? spoor_sha256_uuid(&seed, 1) : cursor;
}

enum spoor_status spoor_verify_klanten(struct spoor_verify *verify, struct spoor_error *err)
{
    struct spoor_uuid cursor = first_cursor(verify);
    int64_t total = verify->results[SPOOR_VERIFY_VOLGNUMMER].checked, done = 0;
    int64_t wanted = verify->sample && verify->sample < total ? verify->sample : total;
    bool wrapped = !verify->sample;
    enum spoor_status status = SPOOR_OK;
    while (status == SPOOR_OK && (done < wanted || !verify->sample)) {
        struct page page = {.verify = verify};
        int64_t left = verify->sample ? wanted - done : PAGE_KLANTEN;
        spoor_arena_reset(&verify->page);
        status = spoor_query_begin(verify->session, err);
        if (status == SPOOR_OK)
            status = read_page(&page, cursor, left < PAGE_KLANTEN ? left : PAGE_KLANTEN, err);
        if (status == SPOOR_OK)
            status = check_page(&page, err);
        (void)spoor_query_end(verify->session, NULL);
        if (status == SPOOR_OK && page.klanten.rows == 0 && wrapped)
            break;
        wrapped = wrapped || page.klanten.rows == 0;
        cursor = page.klanten.rows ? page.ids[page.klanten.rows - 1] : (struct spoor_uuid){{0}};
        done += (int64_t)page.klanten.rows;
        spoor_progress_tell(&verify->progress, done, done, wanted);
    }
    return status;
}
