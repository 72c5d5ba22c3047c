#include "mapping_internal.h"

#include <spoor/base/time.h>

#define TIME_US_MIN INT64_C(-62135596800000000) /* 0001-01-01 */
#define TIME_US_MAX INT64_C(253402300799999999) /* 9999-12-31 */

static const char *const format_words[] = {"rfc3339", "datum", "epoch_s", "epoch_ms", NULL};

/* Every conversion of the pattern is one that the time reader knows. */
static bool pattern_known(struct spoor_slice pattern)
{
    for (size_t i = 0; i < pattern.length; i++) {
        if (pattern.data[i] != '%')
            continue;
        if (++i == pattern.length || !strchr("YmdHMSybfzIp%", pattern.data[i]))
            return false;
    }
    return true;
}

static bool has_one_of(struct spoor_slice pattern, const char *fields)
{
    for (size_t i = 0; i + 1 < pattern.length; i++)
        if (pattern.data[i] == '%' && strchr(fields, pattern.data[++i]))
            return true;
    return false;
}

static bool compile_format(const struct mapping_loader *loader, const struct mapping_place *place,
                           const struct spoor_json *json, struct mapping_time_format *out_format)
{
    int index = 0;
    if (!mapping_expect(loader, place, json, SPOOR_JSON_STRING))
        return false;
    if (!memchr(json->text.data, '%', json->text.length)) {
        if (!mapping_expect_word(loader, place, json, format_words, &index))
            return false;
        out_format->kind = (enum mapping_time_kind)index;
        return true;
    }
    if (!pattern_known(json->text))
        return mapping_fault(loader, place,
                             "a pattern of %%Y %%m %%d %%H %%M %%S %%y %%b %%f %%z %%I %%p was expected");
    if (!has_one_of(json->text, "Yy") || !has_one_of(json->text, "mb") || !has_one_of(json->text, "d"))
        return mapping_fault(loader, place, "a year (%%Y or %%y), a month (%%m or %%b) and a day (%%d) were expected");
    out_format->kind = MAPPING_TIME_PATTERN;
    out_format->pattern = spoor_arena_cstring(&loader->mapping->arena, json->text);
    return true;
}

bool mapping_compile_formats(const struct mapping_loader *loader, const struct mapping_place *place,
                             const struct spoor_json *json, struct mapping_expr *out_expr)
{
    struct spoor_arena *arena = &loader->mapping->arena;
    bool list = json->type == SPOOR_JSON_ARRAY;
    size_t count = list ? json->count : 1;
    if (count == 0)
        return mapping_fault(loader, place, "at least one time format was expected");
    out_expr->formats = SPOOR_ARENA_ARRAY(arena, struct mapping_time_format, count);
    const struct spoor_json *format = list ? json->first : json;
    for (size_t i = 0; i < count; i++, format = format->next) {
        struct mapping_place at = {place, SPOOR_SLICE_NULL, i};
        if (!compile_format(loader, list ? &at : place, format, &out_expr->formats[i]))
            return false;
    }
    out_expr->format_count = count;
    return true;
}

/* Decimal text, optionally with a fraction, in units of unit_us → µs. */
static bool read_epoch(struct spoor_slice text, int64_t unit_us, int64_t *out_us)
{
    bool negative = text.length > 0 && text.data[0] == '-', fraction = false;
    int64_t us = 0, scale = unit_us;
    size_t digits = 0;
    for (size_t i = negative; i < text.length; i++) {
        char c = text.data[i];
        if (c == '.' && !fraction && digits > 0) {
            fraction = true;
            continue;
        }
        if (c < '0' || c > '9' || ++digits > 30)
            return false;
        int64_t digit = c - '0';
        scale = fraction ? scale / 10 : scale;
        if (fraction)
            us += digit * scale;
        else if (__builtin_mul_overflow(us, 10, &us) || __builtin_add_overflow(us, digit * unit_us, &us))
            return false;
    }
    *out_us = negative ? -us : us;
    return digits > 0 && *out_us >= TIME_US_MIN && *out_us <= TIME_US_MAX;
}

/* RFC 3339 or a bare date, whichever was asked. */
static bool read_iso(struct mapping_context *context, bool date, struct spoor_zone zone, struct spoor_slice text,
                     int64_t *out_us)
{
    bool zoned = false;
    if (!spoor_time_parse(text, zone, out_us, &context->date_only, &zoned) || context->date_only != date)
        return false;
    context->unzoned |= !zoned && !date;
    return true;
}

static bool read_format(struct mapping_context *context, const struct mapping_time_format *format,
                        struct spoor_zone zone, struct spoor_slice text, int64_t *out_us)
{
    context->date_only = false;
    switch (format->kind) {
    case MAPPING_TIME_RFC3339:
    case MAPPING_TIME_DATE:
        return read_iso(context, format->kind == MAPPING_TIME_DATE, zone, text, out_us);
    case MAPPING_TIME_EPOCH_S:
        return read_epoch(text, SPOOR_SECOND_US, out_us);
    case MAPPING_TIME_EPOCH_MS:
        return read_epoch(text, 1000, out_us);
    case MAPPING_TIME_PATTERN:
        if (!spoor_time_parse_pattern(text, format->pattern, zone, out_us, &context->date_only))
            return false;
        context->unzoned |= !context->date_only && !strstr(format->pattern, "%z");
        return true;
    }
    return false;
}

static struct spoor_slice without_blanks(struct spoor_slice text)
{
    while (text.length > 0 && text.data[text.length - 1] == ' ')
        text.length--;
    while (text.length > 0 && text.data[0] == ' ')
        text = (struct spoor_slice){text.data + 1, text.length - 1};
    return text;
}

bool mapping_time_read(struct mapping_context *context, const struct mapping_expr *expr, struct spoor_slice text,
                       struct spoor_slice *out_text)
{
    text = without_blanks(text);
    for (size_t i = 0; i < expr->format_count; i++) {
        int64_t us = 0;
        if (!read_format(context, &expr->formats[i], expr->zone, text, &us))
            continue;
        char *formatted = spoor_arena_text(context->arena, SPOOR_TIME_TEXT_MAX);
        *out_text = (struct spoor_slice){formatted, spoor_time_format(us, formatted)};
        return true;
    }
    return false;
}
