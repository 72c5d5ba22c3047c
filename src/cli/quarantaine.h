/* Quarantaine: what the verbs of the command share: origins as text, and one rejected record with its sealed bytes.
 *
 * Threads: the main thread. Memory: in the arena given. */
#ifndef SPOOR_CLI_QUARANTAINE_H
#define SPOOR_CLI_QUARANTAINE_H

#include "wiring.h"
#include <spoor/domain/event.h>
#include <spoor/store/query.h>

struct spoor_quarantaine { /* one row */
    struct spoor_origin origin;
    struct spoor_slice reden, toelichting, vorm, stand, hash, sleutel, sealed_key, sealed, source, id, type;
    int64_t pogingen, omvang, broker_us, afgewezen_us, herkanst_us, gesloten_us;
};

/* "topic/partition/offset[/index]", or as in notifications "topic-partition-offset-index". */
bool spoor_quarantaine_origin_parse(struct spoor_slice text, struct spoor_origin *out_origin);
/* SPOOR_REJECT, niet_gevonden, when there is no such record. */
enum spoor_status spoor_quarantaine_get(struct spoor_session *session, const struct spoor_origin *origin,
                                        struct spoor_arena *arena, struct spoor_quarantaine *out_record,
                                        struct spoor_error *err);
struct spoor_quarantaine_filter { /* NULL = any */
    const char *topic, *reden, *stand;
};
struct spoor_quarantaine_cursor { /* the last origin that was read */
    char topic[256];
    int32_t partition, index;
    int64_t offset;
};
#define SPOOR_QUARANTAINE_FIRST ((struct spoor_quarantaine_cursor){.partition = -1, .index = -1, .offset = -1})
/* Next page after *cursor, by origin; no rows at the end. Moves the cursor. */
enum spoor_status spoor_quarantaine_page(struct spoor_session *session, const struct spoor_quarantaine_filter *filter,
                                         struct spoor_quarantaine_cursor *cursor, struct spoor_arena *arena,
                                         struct spoor_table *out_table, struct spoor_error *err);
struct spoor_origin spoor_quarantaine_row_origin(const struct spoor_table *table, size_t row);

/* Verbs; exit statuses. */
int spoor_quarantaine_show(struct spoor_wiring *wiring, struct spoor_session *session);
int spoor_quarantaine_retry(struct spoor_wiring *wiring, struct spoor_session *session);

#endif
