/* Text of a setting → its value. Every refusal names the place, the key and what to write instead. */
#include "config_internal.h"

#include <spoor/base/arena.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static char *copy_text(struct spoor_slice text)
{
    char *copy = spoor_allocate(text.length + 1);
    if (text.length)
        memcpy(copy, text.data, text.length);
    return copy;
}

/* A secret is never quoted, not even when it is wrong. */
static enum spoor_status refuse(const struct spoor_setting_rule *rule, struct spoor_slice text, const char *origin,
                                struct spoor_error *err, const char *remedy)
{
    struct spoor_slice shown = rule->secret ? SPOOR_SLICE(SPOOR_SETTING_MASK) : text;
    return spoor_error_set(err, SPOOR_HALT, "", "%s: %s = \"%.*s\": %s%s%s", origin, rule->key, SPOOR_SLICE_ARG(shown),
                           remedy, *rule->allowed ? "; allowed: " : "", rule->allowed);
}

/* Reads digits; false on none, or more than an int64_t holds. */
static bool scan_digits(struct spoor_slice *rest, int64_t *out_number)
{
    int64_t number = 0;
    size_t i = 0;
    for (; i < rest->length && rest->data[i] >= '0' && rest->data[i] <= '9'; i++) {
        if (__builtin_mul_overflow(number, 10, &number) || __builtin_add_overflow(number, rest->data[i] - '0', &number))
            return false;
    }
    rest->data += i;
    rest->length -= i;
    *out_number = number;
    return i > 0;
}

static bool parse_int(struct spoor_slice text, int64_t *out_number)
{
    return scan_digits(&text, out_number) && text.length == 0;
}

static bool parse_duration(struct spoor_slice text, int64_t *out_ms)
{
    static const struct {
        const char *unit;
        int64_t ms;
    } units[] = {{"", 1}, {"ms", 1}, {"s", 1000}, {"m", 60000}, {"h", 3600000}};
    int64_t number;
    if (!scan_digits(&text, &number))
        return false;
    text = spoor_setting_trim(text);
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        if (spoor_slice_equal(text, spoor_slice_of(units[i].unit)))
            return !__builtin_mul_overflow(number, units[i].ms, out_ms);
    }
    return false;
}

static bool parse_bool(struct spoor_slice text, int64_t *out_number)
{
    static const char *const words[][2] = {{"false", "true"}, {"no", "yes"}, {"off", "on"}, {"0", "1"}};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        for (int64_t value = 0; value < 2; value++) {
            if (spoor_slice_equal(text, spoor_slice_of(words[i][value]))) {
                *out_number = value;
                return true;
            }
        }
    }
    return false;
}

/* allowed is "least..most". */
static bool in_range(const char *allowed, int64_t number)
{
    int64_t least, most;
    if (!*allowed)
        return true;
    struct spoor_slice rest = spoor_slice_of(allowed);
    scan_digits(&rest, &least);
    rest.data += 2;
    rest.length -= 2;
    scan_digits(&rest, &most);
    return number >= least && number <= most;
}

/* allowed is "one|other". */
static bool is_one_of(const char *allowed, struct spoor_slice text)
{
    const char *at = allowed;
    while (*at) {
        size_t length = strcspn(at, "|");
        if (spoor_slice_equal((struct spoor_slice){at, length}, text))
            return true;
        at += length + (at[length] == '|');
    }
    return !*allowed;
}

static void split_list(struct spoor_setting_value *value)
{
    size_t room = 1;
    for (const char *at = value->text; *at; at++)
        room += *at == ',';
    value->items = spoor_allocate(room * sizeof(*value->items));
    value->item_text = spoor_allocate(strlen(value->text) + 1);
    char *to = value->item_text;
    const char *at = value->text;
    while (*at) {
        size_t length = strcspn(at, ",");
        struct spoor_slice item = spoor_setting_trim((struct spoor_slice){at, length});
        at += length + (at[length] == ',');
        if (!item.length)
            continue;
        value->items[value->item_count++] = to;
        memcpy(to, item.data, item.length);
        to += item.length + 1;
    }
}

/* The remedy when the text has not the form of its type, else NULL. */
static const char *parse_text(const struct spoor_setting_rule *rule, struct spoor_slice text, int64_t *out_number)
{
    switch (rule->type) {
    case SPOOR_SETTING_TYPE_text:
        return is_one_of(rule->allowed, text) ? NULL : "not one of the known words";
    case SPOOR_SETTING_TYPE_int:
        if (!parse_int(text, out_number))
            return "write a whole number";
        return in_range(rule->allowed, *out_number) ? NULL : "outside its range";
    case SPOOR_SETTING_TYPE_duration_ms:
        if (!parse_duration(text, out_number))
            return "write milliseconds, or a whole number with ms, s, m or h";
        return in_range(rule->allowed, *out_number) ? NULL : "outside its range, in milliseconds";
    case SPOOR_SETTING_TYPE_bool:
        return parse_bool(text, out_number) ? NULL : "write true or false";
    case SPOOR_SETTING_TYPE_path:
    case SPOOR_SETTING_TYPE_list:
        return NULL;
    }
    return NULL;
}

enum spoor_status spoor_setting_assign(struct spoor_settings *settings, enum spoor_setting setting,
                                       struct spoor_slice text, const char *origin, struct spoor_error *err)
{
    const struct spoor_setting_rule *rule = &spoor_setting_rules[setting];
    struct spoor_setting_value *value = &settings->values[setting];
    int64_t number = 0;
    const char *remedy =
        text.length && memchr(text.data, '\0', text.length) ? "holds a 0 byte" : parse_text(rule, text, &number);
    if (remedy)
        return refuse(rule, text, origin, err, remedy);
    spoor_setting_value_fini(value);
    *value = (struct spoor_setting_value){
        .text = copy_text(text), .origin = copy_text(spoor_slice_of(origin)), .number = number};
    if (rule->type == SPOOR_SETTING_TYPE_list)
        split_list(value);
    return SPOOR_OK;
}

void spoor_setting_value_fini(struct spoor_setting_value *value)
{
    if (value->text)
        explicit_bzero(value->text, strlen(value->text)); /* may be a secret */
    free(value->text);
    free(value->origin);
    free(value->items);
    free(value->item_text);
    *value = (struct spoor_setting_value){0};
}
