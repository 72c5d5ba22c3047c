/* Stories of test/cases/fold: a folder with events.jsonl (one event a line, in order of arrival) and expected.json
 * (what came of it). See test/cases/fold/README.md.
 *
 * Each story is also folded in other orders, with every event twice, and cut in every pair of batches: the toestand
 * must be the same bytes, and cuts must tell the same. SPOOR_UPDATE_CASES=1 writes the expectation: look at it in git.
 */
#include "fold_story.h"

#include <dirent.h>

enum { SHUFFLES = 40, NO_CUT = -1 };

static uint64_t random_state = 20;

static size_t below(size_t n)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (size_t)(random_state % n);
}

/* What the fold is put away as between two batches. */
static void put_away_and_fetch(struct fold_run *run)
{
    spoor_buffer_clear(&run->text);
    spoor_toestand_encode(&run->toestand, &run->text);
    struct spoor_slice text = spoor_arena_copy(run->arena, spoor_buffer_slice(&run->text));
    assert_int_equal(spoor_toestand_decode(text, run->arena, &run->toestand, NULL), SPOOR_OK);
    spoor_buffer_clear(&run->text);
    spoor_publicatiestand_encode(&run->stand, &run->text);
    text = spoor_arena_copy(run->arena, spoor_buffer_slice(&run->text));
    assert_int_equal(spoor_publicatiestand_decode(text, run->arena, &run->stand, NULL), SPOOR_OK);
}

/* Folds the story in `order`, put away after the cuts; out: toestand and, as JSON, what was told. */
static void fold_in_order(struct fold_story *story, const size_t *order, size_t count, int first_cut, int second_cut,
                          struct fold_run *run)
{
    fold_run_init(run, story);
    spoor_json_array_begin(&run->told);
    spoor_json_array_begin(&run->signals);
    for (size_t i = 0; i < count; i++) {
        fold_run_take(run, &story->events[order[i]]);
        if ((int)i == first_cut || (int)i == second_cut)
            put_away_and_fetch(run);
    }
    spoor_json_array_end(&run->told);
    spoor_json_array_end(&run->signals);
    spoor_buffer_clear(&run->text);
    spoor_toestand_encode(&run->toestand, &run->text);
}

static void assert_same_text(const struct fold_story *story, const char *what, const struct spoor_buffer *expected,
                             const struct spoor_buffer *actual)
{
    if (!spoor_slice_equal(spoor_buffer_slice(expected), spoor_buffer_slice(actual)))
        fail_msg("%s: %s gives another result\nexpected %.*s\nactual   %.*s", story->name, what, (int)expected->length,
                 expected->data, (int)actual->length, actual->data);
}

static void check_order(struct fold_story *story, const struct fold_run *straight, const char *what,
                        const size_t *order, size_t count, int first_cut, int second_cut, bool tells_the_same)
{
    struct fold_run run;
    fold_in_order(story, order, count, first_cut, second_cut, &run);
    assert_same_text(story, what, &straight->text, &run.text);
    if (tells_the_same) {
        assert_same_text(story, what, &straight->told_text, &run.told_text);
        assert_same_text(story, what, &straight->signal_text, &run.signal_text);
    }
    fold_run_fini(&run);
}

static void check_shuffles(struct fold_story *story, const struct fold_run *straight)
{
    size_t order[FOLD_STORY_EVENTS_MAX];
    for (int round = 0; round < SHUFFLES; round++) {
        for (size_t i = 0; i < story->count; i++) {
            size_t at = below(i + 1);
            order[i] = order[at];
            order[at] = i;
        }
        check_order(story, straight, "another order", order, story->count, NO_CUT, NO_CUT, false);
    }
}

static void check_duplicates(struct fold_story *story, const struct fold_run *straight)
{
    size_t order[2 * FOLD_STORY_EVENTS_MAX];
    for (size_t i = 0; i < story->count; i++)
        order[2 * i] = order[2 * i + 1] = i;
    check_order(story, straight, "every event twice", order, 2 * story->count, NO_CUT, NO_CUT, true);
    for (size_t i = 0; i < story->count; i++)
        order[i] = order[story->count + i] = i;
    check_order(story, straight, "the story twice", order, 2 * story->count, NO_CUT, NO_CUT, true);
}

static void check_cuts(struct fold_story *story, const struct fold_run *straight)
{
    size_t order[FOLD_STORY_EVENTS_MAX];
    for (size_t i = 0; i < story->count; i++)
        order[i] = i;
    for (int first = 0; first < (int)story->count; first++)
        for (int second = first; second < (int)story->count; second++)
            check_order(story, straight, "a cut", order, story->count, first, second, true);
}

/* True when the story came out as expected. */
static bool check_story(const char *name)
{
    struct fold_story story;
    struct fold_run run;
    size_t order[FOLD_STORY_EVENTS_MAX];
    fold_story_open(&story, name);
    for (size_t i = 0; i < story.count; i++)
        order[i] = i;
    fold_in_order(&story, order, story.count, NO_CUT, NO_CUT, &run);
    check_shuffles(&story, &run);
    check_duplicates(&story, &run);
    check_cuts(&story, &run);
    bool same = fold_story_expect(&story, &run);
    fold_run_fini(&run);
    fold_story_close(&story);
    return same;
}

static void every_story_comes_out_as_told(void **state)
{
    (void)state;
    struct dirent **entries;
    int count = scandir(FOLD_STORIES, &entries, NULL, alphasort), stories = 0, failed = 0;
    for (int i = 0; i < count; i++) {
        if (entries[i]->d_name[0] != '.' && entries[i]->d_type == DT_DIR) {
            stories++;
            failed += !check_story(entries[i]->d_name);
        }
        free(entries[i]);
    }
    free(entries);
    assert_int_equal(failed, 0);
    assert_true(stories >= 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_story_comes_out_as_told)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
