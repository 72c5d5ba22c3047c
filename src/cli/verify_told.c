#include "verify.h"

static enum spoor_status check_outbox(struct spoor_verify *verify, struct spoor_error *err)
{
    struct spoor_slice topic = spoor_slice_of(verify->wiring->topics[SPOOR_TOPIC_GEBEURTENISSEN]);
    struct spoor_table table;
    spoor_arena_reset(&verify->page);
    enum spoor_status status =
        spoor_query_run(verify->session, SPOOR_QUERY_VERIFY_OUTBOX, &topic, &verify->page, &table, err);
    for (size_t row = 0; status == SPOOR_OK && row < table.rows; row++) {
        long long partition = (long long)spoor_table_int(&table, row, 0, 0);
        int64_t rows = spoor_table_int(&table, row, 1, 0);
        spoor_verify_count(verify, SPOOR_VERIFY_OUTBOX, rows);
        if (spoor_table_int(&table, row, 2, 0) != 0 || spoor_table_int(&table, row, 3, 0) != 0)
            spoor_verify_fail(verify, SPOOR_VERIFY_OUTBOX, "outbox of partition %lld", partition);
        spoor_verify_count(verify, SPOOR_VERIFY_POSITION, rows);
        if (spoor_table_int(&table, row, 4, 0) != 0)
            spoor_verify_fail(verify, SPOOR_VERIFY_POSITION, "next_offset goes back in the outbox of partition %lld",
                              partition);
    }
    return status;
}

enum spoor_status spoor_verify_told(struct spoor_verify *verify, struct spoor_error *err)
{
    enum spoor_status status = spoor_verify_query(verify, SPOOR_VERIFY_DUPLICATE, SPOOR_QUERY_VERIFY_DUPLICATEN, err);
    if (status == SPOOR_OK)
        status = spoor_verify_query(verify, SPOOR_VERIFY_VOLGNUMMER, SPOOR_QUERY_VERIFY_VOLGNUMMERS, err);
    if (status == SPOOR_OK)
        status = spoor_verify_query(verify, SPOOR_VERIFY_REVISIE, SPOOR_QUERY_VERIFY_REVISIES, err);
    if (status == SPOOR_OK)
        status = spoor_verify_query(verify, SPOOR_VERIFY_OUTBOX, SPOOR_QUERY_VERIFY_PUBLICATIES, err);
    return status == SPOOR_OK ? check_outbox(verify, err) : status;
}
