/* A story of test/cases/fold and one run of it through the fold: reading, folding, and writing what came out.
 *
 * Threads: one. Memory: the arena of the story. */
#ifndef SPOOR_TEST_FOLD_STORY_H
#define SPOOR_TEST_FOLD_STORY_H

#include "cmocka_test.h"

#include <spoor/codec/canonical.h>
#include <spoor/codec/definition.h>
#include <spoor/codec/toestand.h>
#include <spoor/domain/klok.h>

#define FOLD_STORIES SPOOR_TEST_SOURCE_DIR "/cases/fold"

enum { FOLD_STORY_EVENTS_MAX = 64, FOLD_STORY_DEFINITIONS_MAX = 8 };

struct fold_story {
    const char *name;
    struct spoor_arena arena;
    struct spoor_event events[FOLD_STORY_EVENTS_MAX]; /* in order of arrival */
    int64_t heard_us[FOLD_STORY_EVENTS_MAX]; /* when Spoor got each */
    bool is_look[FOLD_STORY_EVENTS_MAX];     /* no event: the clocks are looked at, when all up to heard_us was read */
    size_t count;
    const struct spoor_definitie *definities[FOLD_STORY_DEFINITIONS_MAX]; /* known from the beginning, by code */
    size_t definitie_count;
};

struct fold_run {
    struct fold_story *story;
    struct spoor_arena *arena;
    struct spoor_toestand toestand;
    struct spoor_publicatiestand stand;
    const struct spoor_definitie *items[FOLD_STORY_DEFINITIONS_MAX];
    struct spoor_definities definities;
    const struct spoor_event *accepted[FOLD_STORY_EVENTS_MAX]; /* what folds */
    size_t accepted_count;
    struct spoor_event numbered[FOLD_STORY_EVENTS_MAX]; /* all, with their volgnummer */
    int64_t heard_us[FOLD_STORY_EVENTS_MAX];
    size_t numbered_count;
    struct spoor_buffer text; /* scratch, and at the end the toestand */
    struct spoor_buffer told_text, signal_text; /* publications and signals, each as a JSON array */
    struct spoor_json_writer told, signals;
    size_t signal_count;
};

void fold_story_open(struct fold_story *story, const char *name);
void fold_story_close(struct fold_story *story);
/* Compares with expected.json, or writes it. */
bool fold_story_expect(struct fold_story *story, const struct fold_run *run);

/* fold_story_klant.c: the members of a publication that its message has beside the outcome; the klant himself. */
void fold_story_write_message(struct fold_run *run, const struct spoor_event *cause,
                              const struct spoor_publicatie *publicatie);
void fold_story_write_klant(struct spoor_json_writer *out, const struct fold_run *run);
/* Counters of contacts, a member "aantallen"; nothing when there are none. */
void fold_story_write_aantallen(struct spoor_json_writer *out, const struct fold_run *run);

/* fold_story_klok.c: what clocks tell: signals that this event shows to be wrong; what is due at a look. */
void fold_run_compare_clocks(struct fold_run *run, const struct spoor_event *event,
                             const struct spoor_toewijzing *where);
void fold_run_look(struct fold_run *run, const struct spoor_event *look, int64_t us);

void fold_run_init(struct fold_run *run, struct fold_story *story);
void fold_run_fini(struct fold_run *run);
/* One more event, as the fold takes it: a known fact is dropped, a loaded definition folds anew. */
void fold_run_take(struct fold_run *run, const struct spoor_event *event);

#endif
