/* Fold internals: the life of one batch from records to rows (docs/architecture.md). Private to the processor.
 *
 * decode → lookup → fold per klant → rows → commit. A batch works on copies; the cache learns after COMMIT.
 * Threads: the fold thread. Memory: everything in the batch arena. */
#ifndef SPOOR_PROCESSOR_FOLD_INTERNAL_H
#define SPOOR_PROCESSOR_FOLD_INTERNAL_H

#include "definition_set.h"
#include "klant_cache.h"
#include "recent_facts.h"
#include <spoor/codec/canonical.h>
#include <spoor/codec/notification.h>
#include <spoor/codec/signaal.h>
#include <spoor/domain/klok.h>
#include <spoor/store/fold_store.h>
#include <spoor/stream/consumer.h>

enum spoor_fate { /* what became of one item */
    SPOOR_FATE_PENDING,
    SPOOR_FATE_ACCEPTED,
    SPOOR_FATE_REDELIVERED, /* this origin was seen: counted only */
    SPOOR_FATE_DUPLICATE,   /* the fact was known: a row in weggelaten */
    SPOOR_FATE_EMPTY,       /* empty by its mapping: a row in weggelaten */
    SPOOR_FATE_REJECTED,    /* a row in quarantaine */
    SPOOR_FATE_COMMAND,     /* (alle): a row in opdracht */
    SPOOR_FATE_FORGOTTEN,   /* a slice of a command, or a look at the clocks, that has nothing to do for this klant */
};

struct spoor_fold_klant;

#define SPOOR_FACT_NOT_ASKED SIZE_MAX

struct spoor_fold_command { /* a command for klanten, decoded for one batch */
    const struct spoor_opdracht_row *row; /* NULL: a record for one klant, offered again from quarantine */
    struct spoor_event event;
    const struct spoor_definities *definities; /* that count at its record */
    bool waiting_only;                         /* concerns klanten that wait for a definition */
};

struct spoor_fold_item {
    struct spoor_slice key, value; /* of the canonical record; absent for an open command */
    int32_t partition;
    int64_t offset;
    struct spoor_canonical record;
    enum spoor_fate fate;
    struct spoor_slice refusal, refusal_text; /* quarantaineReden, when the fold rejects */
    struct spoor_origin first;                /* of the event this one repeats */
    const struct spoor_fold_command *command; /* what an open command means for one klant; else NULL */
    bool wake; /* no record: a look whether a timer of this klant is due */
    bool had;                                 /* that klant has had the command, or came after it */
    const char *refused; /* alone in its transaction and still refused: the reason to park it with. A command: under
                          * origin.index */
    struct spoor_fold_klant *klant;
    struct spoor_fold_item *next_of_klant;
    size_t fact; /* index in the lookup, or SPOOR_FACT_NOT_ASKED */
    struct spoor_toewijzing toewijzing;
    bool late;
    struct spoor_publicatie *publicaties;
    struct spoor_slice *messages; /* as encoded when told; absent when stil */
    size_t publicatie_count;
    struct spoor_signaal *signalen;
    struct spoor_uuid *signaal_ids;
    struct spoor_slice *signaal_messages; /* as encoded when told; absent when stil */
    size_t signaal_count;
};

struct spoor_fold_klant {
    struct spoor_klant_row base; /* as before the batch */
    bool loaded;                 /* base is filled (from the cache or the database) */
    int64_t volgnummer;
    struct spoor_toestand toestand;
    struct spoor_publicatiestand stand;
    int64_t wek_us[SPOOR_BEWIJS_COUNT]; /* as before the batch: what its rows in termijn say */
    struct spoor_fold_item *first, *last; /* its items in offset order */
    struct spoor_event *history;          /* log rows, decoded; only when a late event needed them */
    size_t history_count;
    bool needs_history, has_history, refolded, changed;
    bool needs_keys, has_keys; /* of contacts that are no longer recent */
    int64_t *keys;             /* those that the events of the batch ask for and the table has */
    size_t key_count;
    struct spoor_openstaand *openstaand; /* all of its matters as before the batch, when has_openstaand, else those kept */
    size_t openstaand_count;
    bool needs_openstaand, has_openstaand;
    bool too_large; /* one of its messages is */
    struct spoor_toewijzing *history_toewijzingen;
    struct spoor_fold_klant *next_in_bucket;
};

struct spoor_fold_opdrachten { /* open commands of owned partitions: those of one partition in order of their records */
    struct spoor_opdracht_row *rows; /* heap; texts too */
    size_t count;
};

struct spoor_fold_context { /* what a fold thread keeps over batches */
    struct spoor_session *session;
    struct spoor_definition_set *definities;
    struct spoor_klant_cache *cache;
    struct spoor_recent_facts *recent;
    struct spoor_notification_context notification;
    const char *canonical_topic, *status_topic, *signaal_topic, *quarantaine_topic;
    struct spoor_position *positions; /* of owned partitions, as committed */
    size_t position_count;
    int32_t *position_index; /* partition → index in positions, -1 not owned */
    int32_t partition_count; /* size of position_index */
    bool *lost;              /* per position: found lost by the last batch */
    int64_t *bewezen_us;     /* per position: all that could tell what happened up to here was read (this look only) … */
    bool *onvolledig;        /* … but for a topic that was left out */
    struct spoor_fold_opdrachten opdrachten;
};

struct spoor_fold_batch {
    struct spoor_fold_context *context;
    struct spoor_arena *arena;
    struct spoor_fold_item *items;
    size_t item_count;
    bool cut; /* ends at a command; the records after it are another batch */
    struct spoor_position *positions; /* copies of those this batch moves */
    size_t position_count;
    struct spoor_fold_klant **buckets, **klanten;
    size_t bucket_count, klant_count, klant_capacity;
    struct spoor_fold_lookup lookup;
    struct spoor_opdracht_row *opdrachten; /* a slice of this command; NULL: records */
    size_t opdracht_count;
    size_t alone;          /* only what the open command of this number, from 1, means for the klant of the one record */
    int32_t refused_index; /* … which is refused: index in quarantine; 0 = not known yet */
    const char *refused;   /* … and why */
    struct spoor_gehad_row *gehad; /* of the command items, which stand first in items; not in a slice */
    size_t gehad_count;
    struct spoor_definitie_row *definities;
    size_t definitie_count, definitie_capacity;
    struct spoor_fold_rows rows;
    size_t refolded_events;   /* by all refolds of the batch */
    struct spoor_buffer text; /* scratch */
};

/* fold_decode.c: canonical bytes → item; never fails, a bad record becomes a reject. */
void spoor_fold_decode(struct spoor_fold_batch *batch, struct spoor_fold_item *item);
/* fold_lookup.c: groups items by klant, asks cache and database. */
void spoor_fold_group(struct spoor_fold_batch *batch);
enum spoor_status spoor_fold_lookup_run(struct spoor_fold_batch *batch, struct spoor_error *err);
enum spoor_status spoor_fold_load_histories(struct spoor_fold_batch *batch, struct spoor_error *err);
/* fold_open.c: a copy of the open matters that the row kept, or all of them when they were loaded. */
enum spoor_status spoor_fold_openstaand_begin(struct spoor_fold_batch *batch, struct spoor_fold_klant *klant,
                                              struct spoor_error *err);
/* The rows of klanten that need more than their row keeps. */
enum spoor_status spoor_fold_load_openstaand(struct spoor_fold_batch *batch, struct spoor_error *err);
/* What the batch so far changed about them. */
size_t spoor_fold_openstaand_differences(struct spoor_fold_batch *batch, const struct spoor_fold_klant *klant,
                                         struct spoor_openstaand_verschil **out_verschillen);
void spoor_fold_openstaand_rows(struct spoor_fold_batch *batch);
/* Rejects whose origin is in quarantine already become redelivered. */
enum spoor_status spoor_fold_known_rejects(struct spoor_fold_batch *batch, struct spoor_error *err);
/* fold_opdracht.c: the open commands. add also takes how far one is, and forgets it when it is done. */
void spoor_fold_opdracht_add(struct spoor_fold_opdrachten *opdrachten, const struct spoor_opdracht_row *row);
void spoor_fold_opdrachten_forget(struct spoor_fold_opdrachten *opdrachten);
void spoor_fold_opdrachten_fini(struct spoor_fold_opdrachten *opdrachten);
enum spoor_status spoor_fold_command_open(struct spoor_fold_batch *batch, const struct spoor_opdracht_row *row,
                                          struct spoor_fold_command *out_command, struct spoor_error *err);
struct spoor_fold_item spoor_fold_command_item(const struct spoor_fold_command *command, struct spoor_uuid klant_id);
/* Puts what open commands mean for the klanten of a grouped batch before their records, and groups again. */
enum spoor_status spoor_fold_commands_first(struct spoor_fold_batch *batch, struct spoor_error *err);
/* A record for one klant: that klant's own command. */
void spoor_fold_command_decode(struct spoor_fold_batch *batch, struct spoor_fold_item *item);
/* A reason of refusal in words: "… of this event". */
const char *spoor_fold_refused_why(const char *reden);
/* Into quarantine, as a record for this one klant. */
void spoor_fold_command_park(struct spoor_fold_batch *batch, const struct spoor_fold_klant *klant,
                             struct spoor_fold_item *item);
/* After the look-up: which of them were had before. */
enum spoor_status spoor_fold_commands_settle(struct spoor_fold_batch *batch, struct spoor_error *err);
/* The definitions that count for an item. */
const struct spoor_definities *spoor_fold_definities(const struct spoor_fold_batch *batch,
                                                     const struct spoor_fold_item *item);
/* fold_contacten.c: keys of older contacts, asked for the klanten that need them; and into their fresh toestand. */
enum spoor_status spoor_fold_load_keys(struct spoor_fold_batch *batch, struct spoor_error *err);
void spoor_fold_keys_known(struct spoor_fold_batch *batch, struct spoor_fold_klant *klant);
/* The keys of the contacts that left the recent ones in this batch. */
size_t spoor_fold_key_count(const struct spoor_fold_klant *klant);
void spoor_fold_key_rows(struct spoor_fold_batch *batch, const struct spoor_fold_klant *klant);
/* fold_klant.c: folds the items of one klant; sets needs_history or needs_keys when more of it must be read first. */
enum spoor_status spoor_fold_klant_run(struct spoor_fold_batch *batch, struct spoor_fold_klant *klant,
                                       struct spoor_error *err);
/* Whether a publication of the item goes out to nobody: its event is stil, or the klant's data are frozen. */
bool spoor_fold_is_stil(const struct spoor_fold_item *item, size_t publicatie);
/* fold_klok.c: what an event shows about signals told, and what a look at the clocks tells. */
void spoor_fold_klok_compare(struct spoor_fold_batch *batch, struct spoor_fold_klant *klant,
                             struct spoor_fold_item *item);
void spoor_fold_klok_look(struct spoor_fold_batch *batch, struct spoor_fold_klant *klant,
                          struct spoor_fold_item *item);
bool spoor_fold_klok_moved(const struct spoor_fold_klant *klant);
/* fold_rows.c: everything the transaction writes: first what each item gives, events above all, then the rest. */
void spoor_fold_rows_of_items(struct spoor_fold_batch *batch);
void spoor_fold_rows_of_klanten(struct spoor_fold_batch *batch);
/* fold_batch.c: one transaction. positions of the context move only on SPOOR_OK. */
enum spoor_status spoor_fold_batch_run(struct spoor_fold_batch *batch, struct spoor_error *err);
/* fold_metrics.c: counts a committed batch, and how each batch ended; err is read when it did not commit. */
void spoor_fold_metrics(const struct spoor_fold_batch *batch, int64_t duration_us);
void spoor_fold_metrics_end(const struct spoor_fold_batch *batch, enum spoor_status status,
                            const struct spoor_error *err);

#endif
