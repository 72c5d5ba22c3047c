/* What was told anew already: the database says it, since the correctie of a frozen klant is kept back and has no row in
 * the outbox. */
#include "herstel_internal.h"

#include <spoor/crypto/hash.h>
#include <spoor/store/herstel_store.h>
#include <stdlib.h>

enum { PAGE = 2000 };

struct page {
    struct spoor_corrected corrected[PAGE];
    size_t reizen[PAGE]; /* which journey each is */
    size_t count;
};

static enum spoor_status ask_page(struct spoor_session *session, struct spoor_herstel_rows *rows, struct page *page,
                                  struct spoor_error *err)
{
    enum spoor_status status =
        page->count ? spoor_store_herstel_corrected(session, page->corrected, page->count, err) : SPOOR_OK;
    for (size_t i = 0; status == SPOOR_OK && i < page->count; i++)
        spoor_herstel_rows_corrected(rows, page->reizen[i], page->corrected[i].revisie);
    page->count = 0;
    return status;
}

enum spoor_status spoor_herstel_corrected_ask(struct spoor_session *session, struct spoor_herstel_rows *rows,
                                              int32_t partition, int64_t end, struct spoor_error *err)
{
    const struct spoor_herstel_reizen *reizen = spoor_herstel_rows_reizen(rows);
    struct page *page = spoor_allocate(sizeof *page);
    enum spoor_status status = SPOOR_OK;
    for (size_t i = 0; status == SPOOR_OK && i < reizen->count; i++) {
        const struct spoor_herstel_reis *reis = &reizen->items[i];
        if (reis->partition != partition || !spoor_herstel_reis_waits(reis))
            continue;
        page->reizen[page->count] = i;
        page->corrected[page->count++] = (struct spoor_corrected){.klant_id = spoor_klant_id(spoor_slice_of(reis->key)),
                                                                  .klantreis_ref = spoor_slice_of(reis->ref),
                                                                  .end = end};
        if (page->count == PAGE)
            status = ask_page(session, rows, page, err);
    }
    if (status == SPOOR_OK)
        status = ask_page(session, rows, page, err);
    free(page);
    return status;
}
