/* One search of herstel: what is asked, what was seen, what is in doubt. Private to herstel.c and herstel_look.c.
 *
 * Threads: one owner. Memory: the caller's arena. */
#ifndef SPOOR_PROCESSOR_HERSTEL_SEARCH_INTERNAL_H
#define SPOOR_PROCESSOR_HERSTEL_SEARCH_INTERNAL_H

#include "herstel_internal.h"
#include <spoor/store/herstel_store.h>

enum { SPOOR_HERSTEL_QUESTION_MS = 10000, SPOOR_HERSTEL_TOPICS_MAX = 16 };

struct spoor_herstel_doubt { /* a partition whose rows are compared */
    struct spoor_herstel_finding *finding;
    const struct spoor_herstel_stand *stand;
    int64_t base;     /* rows after this one are compared */
    bool again;       /* PostgreSQL went back: it has made them once more */
    bool caught_up;   /* all that was in the canonical topic at the begin is folded */
    size_t strangers; /* messages that no row made */
    size_t first, count;
};

struct spoor_herstel_search {
    const struct spoor_herstel_options *options;
    struct spoor_session *session;
    struct spoor_arena *arena;
    struct spoor_arena page;
    struct spoor_admin *admin;
    struct spoor_herstel_finding *findings;
    size_t finding_count;
    struct spoor_herstel_doubt *doubts;
    size_t doubt_count;
    struct spoor_herstel_rows *rows;
    struct spoor_herstel_strangers *strangers;
    int32_t partition_count;                      /* of the canonical topic */
    int64_t *ends;                                /* of its partitions, at the begin */
    const char *topics[SPOOR_HERSTEL_TOPICS_MAX]; /* that the rows are for */
    size_t topic_count;
    int64_t from_us;       /* where reading begins */
    int64_t remembered_us; /* the oldest moment of remembering: what is not published then comes after */
    const char *reading;   /* topic of the scan, */
    int32_t reading_partition;
    enum spoor_status seen; /* what became of looking at it */
    struct spoor_error seen_error;
};

/* herstel_look.c: what PostgreSQL and Kafka say, and so which partitions are in doubt. */
enum spoor_status spoor_herstel_look(struct spoor_herstel_search *search, struct spoor_error *err);
void spoor_herstel_conclude(struct spoor_herstel_search *search, struct spoor_herstel_finding *finding,
                            enum spoor_herstel_outcome outcome, struct spoor_slice why);

#endif
