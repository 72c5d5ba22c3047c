/* World: events, definitions and an arena for tests of the fold; a fold is compared through its text.
 *
 * The definition "reis" has phases a b c (herhaalbaar) d, with actions in a and c. */
#ifndef SPOOR_TEST_FOLD_WORLD_H
#define SPOOR_TEST_FOLD_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <spoor/base/buffer.h>
#include <spoor/domain/publicatie.h>

enum { WORLD_EVENTS_MAX = 64, WORLD_DEFINITIONS_MAX = 8 };

struct world {
    struct spoor_arena arena;
    struct spoor_event *events[WORLD_EVENTS_MAX]; /* in order of arrival */
    size_t count;
    const struct spoor_definitie *items[WORLD_DEFINITIONS_MAX];
    struct spoor_definities definities;
    struct spoor_toestand toestand;
    struct spoor_toewijzing toewijzingen[WORLD_EVENTS_MAX]; /* of the last refold */
};

/* The table of keys of contacts that are no longer recent, as the processor keeps it. */
struct key_table {
    int64_t keys[4096];
    size_t count;
};
/* Applies one event as the processor does: asks the table when that is wanted, and lets it keep what is new. */
enum spoor_apply_result apply_with_keys(struct spoor_toestand *toestand, const struct spoor_event *event,
                                        const struct spoor_definities *definities, struct key_table *table,
                                        struct spoor_arena *arena, struct spoor_toewijzing *out_toewijzing);
/* Puts the new keys into the table; the toestand forgets what it knew of it, as after a restart. */
void put_keys_away(struct spoor_toestand *toestand, struct key_table *table);

void world_init(struct world *world);
void world_fini(struct world *world);
struct spoor_slice text(const char *literal);
/* An event at second `t`; its id is "<count>", its own ref "ref-<count>". */
struct spoor_event *event_at(struct world *world, enum spoor_kind kind, int64_t t);
struct spoor_event *start_at(struct world *world, int64_t t, const char *ref); /* of definition "reis" */
struct spoor_event *fase_at(struct world *world, enum spoor_kind kind, int64_t t, const char *fase);
void event_zaak(struct world *world, struct spoor_event *event, const char *zaak);
void event_object(struct world *world, struct spoor_event *event, const char *object);

/* Definitions must be added in order of code and version. */
struct spoor_definitie *add_definition(struct world *world, const char *code, int32_t versie, int64_t from_t,
                                       const char *fasen);
void add_start(struct world *world, struct spoor_definitie *definitie, enum spoor_kind kind, const char *fase);
void add_end(struct world *world, struct spoor_definitie *definitie, enum spoor_kind kind, const char *fase);

/* Refolds all events; returns the first journey, or NULL. */
struct spoor_reis *fold_world(struct world *world);
/* Counters of contacts of the last refold. */
struct spoor_contact_aantallen count_world(struct world *world);
/* Folds them in order of arrival by apply, refolding where it needs history. Returns how often it did. */
size_t arrive_world(struct world *world, struct spoor_toestand *out_toestand);
/* Refold equals arrival in the given order and in reverse. */
void assert_same_in_any_order(struct world *world);

void write_toestand(const struct spoor_toestand *toestand, struct spoor_buffer *out);
void write_openstaand(const struct spoor_openstaand *item, struct spoor_buffer *out);
void write_publicatie(const struct spoor_publicatie *publicatie, struct spoor_buffer *out);

#define assert_text(slice, expected)                                                                                   \
    do {                                                                                                               \
        struct spoor_slice seen = (slice);                                                                             \
        assert_true(spoor_slice_present(seen));                                                                        \
        assert_int_equal(seen.length, strlen(expected));                                                               \
        assert_memory_equal(seen.data, expected, seen.length);                                                         \
    } while (0)
#define assert_absent(slice) assert_false(spoor_slice_present(slice))

/* The outcome's phase of the first journey. */
#define assert_fase(world, expected)                                                                                   \
    assert_text(spoor_uitkomst_of(fold_world(world), &(world)->definities).fase, expected)

int world_setup(void **state);
int world_teardown(void **state);
#define WORLD_TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)

#endif
