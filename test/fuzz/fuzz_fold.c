/* The data of events, and the fold of what they say: the lines of a story (test/cases/fold), one event each. Whatever
 * the events say, the toestand is that of their set: in another order it has the same bytes. */
#include "../unit/codec/fold_story.h"
#include "fuzz.h"

#include <spoor/codec/notification.h>
#include <spoor/codec/signaal.h>
#include <spoor/domain/klok.h>

static struct fold_story common, story;

static bool read_kind(struct spoor_slice type, enum spoor_kind *out_kind)
{
    const char *dot = type.data ? memchr(type.data, '.', type.length) : NULL;
    if (!dot)
        return false;
    size_t domein = (size_t)(dot - type.data);
    return spoor_kind_find_type((struct spoor_slice){type.data, domein},
                                (struct spoor_slice){dot + 1, type.length - domein - 1}, out_kind);
}

static struct spoor_slice text_or(const struct spoor_json *line, const char *name, struct spoor_slice otherwise)
{
    struct spoor_slice text = spoor_json_text(spoor_json_get(line, spoor_slice_of(name)));
    return text.length > 0 ? text : otherwise;
}

/* Loading a definition has a fuzzer of its own; here one that is refused would end the run. */
static void read_line(struct spoor_slice text)
{
    struct spoor_error err;
    const struct spoor_json *line;
    struct spoor_event *event = &story.events[story.count];
    enum spoor_kind kind;
    if (spoor_json_parse(text, &story.arena, &line, &err) != SPOOR_OK ||
        !read_kind(spoor_json_text(SPOOR_JSON_GET(line, "type")), &kind) || kind == SPOOR_KIND_DEFINITIE_GELADEN)
        return;
    *event = (struct spoor_event){.kind = kind,
                                  .klant_ref = SPOOR_SLICE("k1-fuzz"),
                                  .source = text_or(line, "source", SPOOR_SLICE("urn:fuzz")),
                                  .id = text_or(line, "id", SPOOR_SLICE("e")),
                                  .sequence = text_or(line, "sequence", SPOOR_SLICE_NULL),
                                  .time_us = SPOOR_TIME_NONE,
                                  .broker_us = SPOOR_TIME_MAX - 3600 * SPOOR_SECOND_US,
                                  .stil = spoor_json_bool(SPOOR_JSON_GET(line, "stil"), false)};
    const struct spoor_json *data = SPOOR_JSON_GET(line, "data");
    if (!data || spoor_canonical_decode_data(data->raw, &story.arena, event, &err) != SPOOR_OK)
        return;
    event->own_ref = event->klantreis_ref.data
                         ? event->klantreis_ref
                         : spoor_arena_printf(&story.arena, "start-%.*s", SPOOR_SLICE_ARG(event->id));
    story.heard_us[story.count++] = event->broker_us;
}

static void read_lines(struct spoor_slice rest)
{
    while (rest.length > 0 && story.count < FOLD_STORY_EVENTS_MAX) {
        const char *end = memchr(rest.data, '\n', rest.length);
        size_t length = end ? (size_t)(end - rest.data) : rest.length;
        read_line((struct spoor_slice){rest.data, length});
        size_t used = length + (end != NULL);
        rest = (struct spoor_slice){rest.data + used, rest.length - used};
    }
}

static void expect_kept(const struct fold_run *run)
{
    struct spoor_toestand again;
    struct spoor_error err;
    struct spoor_buffer *first = fuzz_buffer(0), *second = fuzz_buffer(1);
    spoor_toestand_encode(&run->toestand, first);
    fuzz_expect(spoor_toestand_decode(spoor_buffer_slice(first), run->arena, &again, &err) == SPOOR_OK);
    spoor_toestand_encode(&again, second);
    fuzz_expect_same("the toestand put away", spoor_buffer_slice(first), spoor_buffer_slice(second));
}

static void expect_same_backwards(const struct fold_run *run)
{
    const struct spoor_event *backwards[FOLD_STORY_EVENTS_MAX];
    struct spoor_toestand toestand;
    struct spoor_buffer *other = fuzz_buffer(1);
    for (size_t i = 0; i < run->accepted_count; i++)
        backwards[i] = run->accepted[run->accepted_count - 1 - i];
    spoor_toestand_refold(&toestand, backwards, run->accepted_count, &run->definities, run->arena, NULL);
    spoor_toestand_encode(&toestand, other);
    struct spoor_buffer *first = &(struct spoor_buffer){0};
    spoor_toestand_encode(&run->toestand, first);
    fuzz_expect_same("the toestand backwards", spoor_buffer_slice(first), spoor_buffer_slice(other));
    spoor_buffer_fini(first);
}

/* Every timer goes off; each signal can be told. */
static void ring(struct fold_run *run)
{
    const int64_t end[SPOOR_BEWIJS_COUNT] = {SPOOR_TIME_MAX, SPOOR_TIME_MAX};
    const struct spoor_notification_context context = {SPOOR_SLICE("nl.overheid"), SPOOR_SLICE("urn:spoor"), 0};
    struct spoor_signaal signaal;
    while (spoor_klok_fire(&run->stand, &run->toestand, &run->definities, end, run->arena, &signaal)) {
        fuzz_expect(signaal.termijn.bedoeld_us >= SPOOR_TIME_MIN && signaal.termijn.bedoeld_us <= SPOOR_TIME_MAX);
        spoor_signaal_encode(&context, &signaal, SPOOR_SLICE("s1"), &run->toestand,
                             &run->numbered[run->numbered_count - 1], fuzz_buffer(1));
    }
}

void fuzz_input(struct spoor_slice input, struct spoor_arena *arena)
{
    static struct fold_run run;
    if (!common.name)
        fold_story_open(&common, "gewone-reis"); /* for its definitions */
    memcpy(story.definities, common.definities, sizeof(story.definities));
    story.definitie_count = common.definitie_count;
    story.arena = *arena;
    story.count = 0;
    read_lines(input);
    fold_run_init(&run, &story);
    for (size_t i = 0; i < story.count; i++)
        fold_run_take(&run, &story.events[i]);
    expect_kept(&run);
    expect_same_backwards(&run);
    if (run.numbered_count > 0)
        ring(&run);
    fold_run_fini(&run);
    *arena = story.arena;
}
