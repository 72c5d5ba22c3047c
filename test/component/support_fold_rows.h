/* Fold rows: small made-up rows for tests of the store: one klant per letter, one event per number.
 *
 * Threads: one. Memory: in the arena given. */
#ifndef SUPPORT_FOLD_ROWS_H
#define SUPPORT_FOLD_ROWS_H

#include <spoor/base/arena.h>
#include <spoor/store/fold_store.h>

#define SAMPLE_TIME INT64_C(1767322800000001) /* 2026-01-02T03:00:00.000001Z */

struct spoor_uuid sample_uuid(uint8_t kind, uint32_t number);
/* Everything filled in that a row of the log can hold. */
struct spoor_event *sample_event(struct spoor_arena *arena, uint32_t klant, uint32_t number);
struct spoor_klant_row sample_klant(uint32_t klant, int64_t volgnummer, bool found);
struct spoor_publicatie_row sample_publicatie(uint32_t klant, int64_t volgnummer, int64_t sequence);
struct spoor_outbox_row sample_outbox(int32_t partition, int64_t sequence);
/* One event with its klant, a publication and an outbox row: `number` is event, volgnummer and sequence. */
struct spoor_fold_rows *sample_rows(struct spoor_arena *arena, uint32_t klant, uint32_t number, int32_t partition);

#endif
