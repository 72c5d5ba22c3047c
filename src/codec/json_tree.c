#include <spoor/codec/json.h>

const struct spoor_json *spoor_json_get(const struct spoor_json *json, struct spoor_slice name)
{
    const struct spoor_json *found = NULL;
    if (!json || json->type != SPOOR_JSON_OBJECT)
        return NULL;
    for (const struct spoor_json *child = json->first; child; child = child->next)
        if (spoor_slice_equal(child->name, name))
            found = child;
    return found;
}

/* Compares a member name with a token in which ~1 stands for / and ~0 for ~ (RFC 6901). */
static bool token_equal(struct spoor_slice token, struct spoor_slice name)
{
    size_t at = 0;
    for (size_t i = 0; i < token.length; i++, at++) {
        char c = token.data[i];
        if (c == '~' && i + 1 < token.length) {
            i++;
            c = token.data[i] == '1' ? '/' : '~';
        }
        if (at >= name.length || name.data[at] != c)
            return false;
    }
    return at == name.length;
}

static const struct spoor_json *member_at(const struct spoor_json *json, struct spoor_slice token)
{
    const struct spoor_json *found = NULL;
    for (const struct spoor_json *child = json->first; child; child = child->next)
        if (token_equal(token, child->name))
            found = child;
    return found;
}

static const struct spoor_json *element_at(const struct spoor_json *json, struct spoor_slice token)
{
    uint64_t index = 0;
    if (token.length == 0 || token.length > 9 || (token.length > 1 && token.data[0] == '0'))
        return NULL;
    for (size_t i = 0; i < token.length; i++) {
        if (token.data[i] < '0' || token.data[i] > '9')
            return NULL;
        index = index * 10 + (uint64_t)(token.data[i] - '0');
    }
    const struct spoor_json *child = json->first;
    for (; child && index > 0; index--)
        child = child->next;
    return child;
}

const struct spoor_json *spoor_json_pointer(const struct spoor_json *json, struct spoor_slice pointer)
{
    const char *p = pointer.data, *end = pointer.data ? p + pointer.length : p;
    while (json && p < end) {
        if (*p != '/')
            return NULL;
        const char *begin = ++p;
        while (p < end && *p != '/')
            p++;
        struct spoor_slice token = {begin, (size_t)(p - begin)};
        if (json->type == SPOOR_JSON_OBJECT)
            json = member_at(json, token);
        else
            json = json->type == SPOOR_JSON_ARRAY ? element_at(json, token) : NULL;
    }
    return json;
}

struct spoor_slice spoor_json_text(const struct spoor_json *json)
{
    return json && json->type == SPOOR_JSON_STRING ? json->text : SPOOR_SLICE_NULL;
}

struct spoor_slice spoor_json_scalar(const struct spoor_json *json)
{
    if (!json)
        return SPOOR_SLICE_NULL;
    switch (json->type) {
    case SPOOR_JSON_STRING:
    case SPOOR_JSON_NUMBER:
        return json->text;
    case SPOOR_JSON_TRUE:
        return SPOOR_SLICE("true");
    case SPOOR_JSON_FALSE:
        return SPOOR_SLICE("false");
    case SPOOR_JSON_NULL:
    case SPOOR_JSON_ARRAY:
    case SPOOR_JSON_OBJECT:
        break;
    }
    return SPOOR_SLICE_NULL;
}

/* Kept negative: that side holds one more. Up to 18 digits cannot overflow. */
static bool read_digits(const char *p, const char *end, int64_t *out_negated)
{
    bool short_enough = end - p <= 18;
    int64_t value = 0;
    for (; p < end; p++) {
        if (*p < '0' || *p > '9')
            return false;
        if (short_enough)
            value = value * 10 - (*p - '0');
        else if (__builtin_mul_overflow(value, 10, &value) || __builtin_sub_overflow(value, *p - '0', &value))
            return false;
    }
    *out_negated = value;
    return true;
}

bool spoor_json_int(const struct spoor_json *json, int64_t *out_value)
{
    if (!json || json->type != SPOOR_JSON_NUMBER)
        return false;
    const char *p = json->text.data, *end = p + json->text.length;
    bool negative = *p == '-';
    int64_t negated;
    if (!read_digits(p + negative, end, &negated) || (!negative && negated == INT64_MIN))
        return false;
    *out_value = negative ? negated : -negated;
    return true;
}

bool spoor_json_bool(const struct spoor_json *json, bool fallback)
{
    if (json && json->type == SPOOR_JSON_TRUE)
        return true;
    return json && json->type == SPOOR_JSON_FALSE ? false : fallback;
}

struct spoor_json *spoor_json_new(struct spoor_arena *arena, enum spoor_json_type type, struct spoor_slice text)
{
    struct spoor_json *json = SPOOR_ARENA_NEW(arena, struct spoor_json);
    json->type = type;
    json->text = text;
    return json;
}

void spoor_json_add(struct spoor_json *parent, struct spoor_slice name, struct spoor_json *child,
                    struct spoor_json **tail)
{
    child->name = name;
    if (*tail)
        (*tail)->next = child;
    else
        parent->first = child;
    *tail = child;
    parent->count++;
}
