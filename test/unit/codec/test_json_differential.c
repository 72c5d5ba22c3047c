/* Our reader against jansson: the same inputs taken, the same values read; seeded, so a failure can be repeated. */
#include "cmocka_test.h"

#include <jansson.h>

#include <spoor/codec/json.h>

#define MUTATIONS_PER_TEXT 4000

static const char *const corpus[] = {
    "{\"specversion\":\"1.0\",\"type\":\"nl.overheid.klantreizen.fase-gestart\",\"source\":\"urn:nld:oin:1\",\"id\":"
    "\"1\","
    "\"data\":{\"fase\":\"beoordeling\",\"zaakRef\":[\"zaken/1\",\"zaken/"
    "2\"],\"actor\":{\"soort\":\"medewerker\"},\"n\":-12.5e3}}",
    "[0,-0,1,10,-1.5,1e5,1E-5,0.25,123456789012345678,true,false,null,\"\",{},[],[[[]]]]",
    "{\"a\":\"\\u0041\\u00e9\\u20ac\\ud83d\\ude00\\\\\\\"\\/\\b\\f\\n\\r\\t\",\"\\u0062\":\"caf\xc3\xa9 \xe2\x82\xac "
    "\xf0\x9f\x98\x80\"}",
    " \t\r\n{ \"a\" : [ 1 , 2 ] , \"a\" : { \"b\" : null } } \n",
    "\"een langere tekst zonder bijzonderheden die meer dan een stap van zestien bytes beslaat \xc3\xab en verder "
    "gaat\"",
};
static const char alphabet[] =
    "{}[]:,\"\\/bfnrtu0123456789abcdefABCDEF+-.eE \t\n\r\x01\x1f\x7f\x80\xbf\xc0\xc2\xc3\xe0\xe2\x82\xac"
    "\xed\xa0\xef\xf0\x9f\xf4\x8f\x90\xf5\xffxyz";

static struct spoor_arena arena;
static uint64_t random_state;

static size_t random_below(size_t n)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (size_t)(random_state % n);
}

static bool same(const struct spoor_json *ours, json_t *theirs);

static bool same_object(const struct spoor_json *ours, json_t *theirs)
{
    const char *name;
    json_t *value;
    for (const struct spoor_json *child = ours->first; child; child = child->next)
        if (!json_object_getn(theirs, child->name.data, child->name.length))
            return false;
    json_object_foreach(theirs, name, value) if (!same(spoor_json_get(ours, spoor_slice_of(name)), value)) return false;
    return true;
}

static bool same_array(const struct spoor_json *ours, json_t *theirs)
{
    size_t index;
    json_t *value;
    const struct spoor_json *child = ours->first;
    json_array_foreach(theirs, index, value)
    {
        if (!child || !same(child, value))
            return false;
        child = child->next;
    }
    return !child && ours->count == json_array_size(theirs);
}

static bool same_number(const struct spoor_json *ours, json_t *theirs)
{
    int64_t integer;
    char text[512];
    if (json_is_integer(theirs))
        return spoor_json_int(ours, &integer) && integer == json_integer_value(theirs);
    snprintf(text, sizeof text, "%.*s", SPOOR_SLICE_ARG(ours->text));
    return memcmp(&(double){strtod(text, NULL)}, &(double){json_real_value(theirs)}, sizeof(double)) == 0;
}

static bool same(const struct spoor_json *ours, json_t *theirs)
{
    if (!ours)
        return false;
    switch (ours->type) {
    case SPOOR_JSON_NULL:
        return json_is_null(theirs);
    case SPOOR_JSON_FALSE:
        return json_is_false(theirs);
    case SPOOR_JSON_TRUE:
        return json_is_true(theirs);
    case SPOOR_JSON_NUMBER:
        return json_is_number(theirs) && same_number(ours, theirs);
    case SPOOR_JSON_STRING:
        return json_is_string(theirs) && ours->text.length == json_string_length(theirs) &&
               memcmp(ours->text.data, json_string_value(theirs), ours->text.length) == 0;
    case SPOOR_JSON_ARRAY:
        return json_is_array(theirs) && same_array(ours, theirs);
    case SPOOR_JSON_OBJECT:
        return json_is_object(theirs) && same_object(ours, theirs);
    }
    return false;
}

/* What is written again must read as the same for both. */
static void assert_written_same(const struct spoor_json *ours, json_t *theirs)
{
    struct spoor_buffer buffer;
    struct spoor_json_writer writer;
    spoor_buffer_init(&buffer);
    spoor_json_writer_init(&writer, &buffer);
    spoor_json_value(&writer, ours);
    json_t *again = json_loadb(buffer.data, buffer.length, JSON_DECODE_ANY, NULL);
    assert_true(json_equal(again, theirs));
    json_decref(again);
    spoor_buffer_fini(&buffer);
}

/* The input is copied to a block of just its size, so that a sanitizer sees a read beyond it. Returns whether both took
 * it. */
static bool compare(const char *text, size_t length)
{
    char *exact = malloc(length ? length : 1);
    memcpy(exact, text, length);
    const struct spoor_json *ours = NULL;
    struct spoor_error err = {0};
    json_error_t error;
    spoor_arena_reset(&arena);
    bool taken = spoor_json_parse((struct spoor_slice){exact, length}, &arena, &ours, &err) == SPOOR_OK;
    json_t *theirs = json_loadb(exact, length, JSON_DECODE_ANY, &error);
    bool overflow = !theirs && json_error_code(&error) == json_error_numeric_overflow;
    bool deep = !taken && strstr(err.message, "nested too deep");
    if (!overflow && !deep) {
        if (taken != (theirs != NULL))
            fail_msg("%.*s: ours %s, theirs %s", (int)length, text, taken ? "takes it" : err.message,
                     theirs ? "takes it" : error.text);
        if (taken && !same(ours, theirs))
            fail_msg("%.*s: other values", (int)length, text);
        if (taken)
            assert_written_same(ours, theirs);
    }
    json_decref(theirs);
    free(exact);
    return taken;
}

static size_t mutate(char *text, size_t length, size_t capacity)
{
    for (size_t changes = 1 + random_below(3); changes > 0 && length > 0; changes--) {
        size_t at = random_below(length);
        size_t action = random_below(4);
        if (action == 0) {
            text[at] = alphabet[random_below(sizeof alphabet - 1)];
        } else if (action == 1) {
            memmove(text + at, text + at + 1, length - at - 1);
            length--;
        } else if (action == 2 && length < capacity) {
            memmove(text + at + 1, text + at, length - at);
            text[at] = alphabet[random_below(sizeof alphabet - 1)];
            length++;
        } else if (random_below(8) == 0) {
            length = at;
        }
    }
    return length;
}

static void corpus_reads_the_same(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof corpus / sizeof *corpus; i++)
        assert_true(compare(corpus[i], strlen(corpus[i])));
}

static void every_prefix_reads_the_same(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof corpus / sizeof *corpus; i++)
        for (size_t length = 0; length < strlen(corpus[i]); length++)
            compare(corpus[i], length);
}

static void mutations_read_the_same(void **state)
{
    (void)state;
    char text[512];
    size_t taken = 0;
    random_state = 20260102;
    for (size_t i = 0; i < sizeof corpus / sizeof *corpus; i++)
        for (int n = 0; n < MUTATIONS_PER_TEXT; n++) {
            size_t length = strlen(corpus[i]);
            memcpy(text, corpus[i], length);
            taken += compare(text, mutate(text, length, sizeof text));
        }
    assert_in_range(taken, MUTATIONS_PER_TEXT / 10, MUTATIONS_PER_TEXT * 4);
}

static void strings_of_any_two_bytes_read_the_same(void **state)
{
    (void)state;
    for (int a = 1; a < 256; a++)
        for (int b = 1; b < 256; b++) {
            char text[5] = {'"', (char)a, (char)b, '"', '\0'};
            compare(text, 4);
        }
}

static int set_up(void **state)
{
    (void)state;
    spoor_arena_init(&arena, 1 << 24);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    spoor_arena_fini(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(corpus_reads_the_same),
        cmocka_unit_test(every_prefix_reads_the_same),
        cmocka_unit_test(mutations_read_the_same),
        cmocka_unit_test(strings_of_any_two_bytes_read_the_same),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
