#include "contract_internal.h"
#include "definition_internal.h"

#include <spoor/base/nearest.h>
#include <stdio.h>

/* The shape of a definition document, by the table of definition_members.def. */

enum shape { CODE, TEXT, BOOL, WHOLE, MOMENT, DATE, DURATION, WORD, LISTED, KIND, FOLLOWS, OBJECT };
enum object { DEFINITIE, TALEN, LEZERS, FASE, TERMIJN, ACTIE, ACTIETERMIJN, REGEL, KANAALAFSPRAAK, NORM, FEEDBACK, BEWARING };
enum words { SINCE_WORDS, CALENDAR_WORDS, MOVING_WORDS, NORM_WORDS, AGREED_WORDS };
enum { OPTIONAL, NEEDED };
enum { ONE, LIST };

static const char *const words[][5] = {[SINCE_WORDS] = {"fase", "klantreis", NULL},
                                       [CALENDAR_WORDS] = {"kalender", "werkdagen", "klokuren", NULL},
                                       [MOVING_WORDS] = {"opschorting", "aanvulling", "verlenging", "storing", NULL},
                                       [NORM_WORDS] = {"wachttijd", "antwoord", "afhandeling", NULL},
                                       [AGREED_WORDS] = {"eerst", "ook", "niet", NULL}};

static const struct member {
    enum object of;
    const char *name;
    enum shape shape;
    int needed, list, about;
} members[] = {
#define DEFINITION_MEMBER(object, name, shape, needed, list, about) {object, name, shape, needed, list, about},
#include "definition_members.def"
#undef DEFINITION_MEMBER
};
#define MEMBER_COUNT (sizeof(members) / sizeof(*members))

static void check_object(struct spoor_definition_reader *reader, const struct spoor_spot *spot, enum object of);

/* "unknown <what>", with the nearest name, else all of them. */
static void refuse_unknown(struct spoor_definition_reader *reader, const struct spoor_spot *spot, const char *what,
                           const char *const *names, struct spoor_slice word)
{
    char text[SPOOR_ERROR_MESSAGE_MAX - 192]; /* beside the pointer */
    const char *nearest = spoor_nearest(word, names, spoor_edits_of_a_slip(word));
    size_t at = (size_t)snprintf(text, sizeof(text), "unknown %s; %s%s%s", what, nearest ? "did you mean \"" : "one of",
                                 nearest ? nearest : "", nearest ? "\"?" : "");
    for (size_t i = 0; !nearest && names[i] && at + strlen(names[i]) + 3 < sizeof(text); i++)
        at += (size_t)snprintf(text + at, sizeof(text) - at, "%s %s", i ? "," : "", names[i]);
    snprintf(text + at, sizeof(text) - at, "%s", nearest ? "" : " expected");
    spoor_definition_refuse(reader, spot, text);
}

static bool is_time(struct spoor_slice text, bool date)
{
    int64_t us = 0;
    bool date_only = false;
    return text.data && spoor_time_parse(text, (struct spoor_zone){SPOOR_ZONE_AMSTERDAM, 0}, &us, &date_only, NULL) &&
           (!date || date_only);
}

/* What the value should have been; NULL when it is that. */
static const char *expected_of(enum shape shape, const struct spoor_json *json)
{
    struct spoor_slice text = spoor_json_text(json);
    int64_t number = 0;
    switch (shape) {
    case CODE:
        return spoor_definition_is_code(text) ? NULL : "a code expected: 1 to 64 of a-z, 0-9, _ and -";
    case BOOL:
        return json->type == SPOOR_JSON_TRUE || json->type == SPOOR_JSON_FALSE ? NULL : "true or false expected";
    case WHOLE:
        return spoor_json_int(json, &number) && number >= 1 && number <= INT32_MAX ? NULL
                                                                                   : "a whole number from 1 expected";
    case MOMENT:
        return is_time(text, false) ? NULL : "a date or RFC 3339 instant expected";
    case DATE:
        return is_time(text, true) ? NULL : "a date expected, such as 2026-01-01";
    case DURATION:
        return contract_is_duration(text) ? NULL : "a duration expected, such as P8W or PT36H";
    case TEXT:
    case WORD:
    case LISTED:
    case KIND:
    case FOLLOWS:
    case OBJECT:
        return text.length > 0 ? NULL : "a text expected";
    }
    return NULL;
}

static bool is_one_of(struct spoor_slice text, const char *const *names)
{
    for (; *names; names++)
        if (spoor_slice_equal(text, spoor_slice_of(*names)))
            return true;
    return false;
}

/* Events that can begin or end a journey: not those that Spoor makes for itself. */
static void check_kind(struct spoor_definition_reader *reader, const struct spoor_spot *spot)
{
    const char *names[SPOOR_KIND_COUNT + 1];
    size_t count = 0;
    for (int kind = 0; kind < SPOOR_KIND_COUNT; kind++)
        if (spoor_kind_moves((enum spoor_kind)kind))
            names[count++] = spoor_kind_name((enum spoor_kind)kind);
    names[count] = NULL;
    if (!is_one_of(spot->json->text, names))
        refuse_unknown(reader, spot, "kind of event", names, spot->json->text);
}

/* Result → phase; whether the phase exists is seen when the phases are known. */
static void check_follows(struct spoor_definition_reader *reader, const struct spoor_spot *spot)
{
    if (spot->json->type != SPOOR_JSON_OBJECT)
        spoor_definition_refuse(reader, spot, "an object expected: result to phase");
    for (const struct spoor_json *next = spot->json->first; next; next = next->next) {
        struct spoor_spot target = {.parent = spot, .name = next->name, .json = next};
        if (!spoor_definition_is_code(next->name) || !spoor_definition_is_code(spoor_json_text(next)))
            spoor_definition_refuse(reader, &target, "a result and the code of a phase expected");
    }
}

static void check_value(struct spoor_definition_reader *reader, const struct spoor_spot *spot,
                        const struct member *member)
{
    struct spoor_slice text = spoor_json_text(spot->json);
    const char *expected = NULL, *const *names = NULL;
    if (member->shape == WORD || member->shape == LISTED)
        names = member->shape == WORD ? words[member->about] : spoor_code_names((enum spoor_lijst)member->about);
    if (member->shape == OBJECT)
        check_object(reader, spot, (enum object)member->about);
    else if (member->shape == FOLLOWS)
        check_follows(reader, spot);
    else if ((expected = expected_of(member->shape, spot->json)))
        spoor_definition_refuse(reader, spot, expected);
    else if (member->shape == KIND)
        check_kind(reader, spot);
    else if (names && !is_one_of(text, names))
        refuse_unknown(reader, spot, member->shape == WORD ? "word" : "code", names, text);
}

static bool stood_before(const struct spoor_json *first, const struct spoor_json *element)
{
    for (; first != element; first = first->next)
        if (spoor_slice_equal(first->raw, element->raw))
            return true;
    return false;
}

static void check_list(struct spoor_definition_reader *reader, const struct spoor_spot *spot,
                       const struct member *member)
{
    size_t index = 0;
    if (spot->json->type != SPOOR_JSON_ARRAY)
        spoor_definition_refuse(reader, spot, "an array expected");
    for (const struct spoor_json *json = spot->json->first; json; json = json->next) {
        struct spoor_spot element = {.parent = spot, .index = index++, .json = json};
        check_value(reader, &element, member);
        if (stood_before(spot->json->first, json))
            spoor_definition_refuse(reader, &element, "stands in the list twice");
    }
}

/* The names of the members of an object into names; returns the row of `name`, NULL when it is none of them. */
static const struct member *find_member(enum object of, struct spoor_slice name, const char *names[MEMBER_COUNT + 1])
{
    const struct member *found = NULL;
    size_t count = 0;
    for (size_t i = 0; i < MEMBER_COUNT; i++) {
        if (members[i].of != of)
            continue;
        names[count++] = members[i].name;
        if (spoor_slice_equal(spoor_slice_of(members[i].name), name))
            found = &members[i];
    }
    names[count] = NULL;
    return found;
}

static void check_member(struct spoor_definition_reader *reader, const struct spoor_spot *spot, enum object of)
{
    const char *names[MEMBER_COUNT + 1];
    const struct member *member = find_member(of, spot->name, names);
    for (const struct spoor_json *other = spot->json->next; other; other = other->next)
        if (spoor_slice_equal(other->name, spot->name))
            spoor_definition_refuse(reader, spot, "stands here twice; keep one");
    if (!member)
        refuse_unknown(reader, spot, "member", names, spot->name);
    else if (spot->json->type != SPOOR_JSON_NULL && member->list == LIST)
        check_list(reader, spot, member);
    else if (spot->json->type != SPOOR_JSON_NULL)
        check_value(reader, spot, member);
}

static void check_object(struct spoor_definition_reader *reader, const struct spoor_spot *spot, enum object of)
{
    if (spot->json->type != SPOOR_JSON_OBJECT) {
        spoor_definition_refuse(reader, spot, "an object expected");
        return;
    }
    for (const struct spoor_json *json = spot->json->first; json; json = json->next)
        check_member(reader, &(struct spoor_spot){.parent = spot, .name = json->name, .json = json}, of);
    for (size_t i = 0; i < MEMBER_COUNT; i++) {
        struct spoor_spot absent = spoor_spot_member(spot, members[i].name);
        if (members[i].of == of && members[i].needed == NEEDED && !absent.json)
            spoor_definition_refuse(reader, &absent, "is missing");
    }
}

/* ------------------------------------------------------------------------------------------ what contradicts itself */

/* Every event that the start rule takes is one that the end rule takes. */
static bool ends_what_starts(const struct spoor_json *end, const struct spoor_json *start)
{
    for (const struct spoor_json *wanted = end->first; wanted; wanted = wanted->next) {
        const struct spoor_json *given = spoor_json_get(start, wanted->name);
        if (wanted->type != SPOOR_JSON_NULL && !spoor_slice_equal(spoor_json_text(wanted), spoor_json_text(given)))
            return false;
    }
    return true;
}

static void check_ends(struct spoor_definition_reader *reader, const struct spoor_spot *top)
{
    struct spoor_spot ends = spoor_spot_member(top, "einde"), starts = spoor_spot_member(top, "start");
    size_t index = 0;
    for (const struct spoor_json *end = ends.json->first; end; end = end->next) {
        struct spoor_spot spot = {.parent = &ends, .index = index++, .json = end};
        for (const struct spoor_json *start = starts.json->first; start; start = start->next)
            if (ends_what_starts(end, start))
                spoor_definition_refuse(reader, &spot, "ends the journey with the event that starts it");
    }
}

static void check_norms(struct spoor_definition_reader *reader, const struct spoor_spot *top)
{
    struct spoor_spot norms = spoor_spot_member(top, "normen");
    size_t index = 0;
    for (const struct spoor_json *json = norms.json ? norms.json->first : NULL; json; json = json->next) {
        struct spoor_spot spot = {.parent = &norms, .index = index++, .json = json};
        struct spoor_spot from = spoor_spot_member(&spot, "vanaf"), until = spoor_spot_member(&spot, "tot");
        if (until.json && spoor_slice_compare(until.json->text, from.json->text) < 0)
            spoor_definition_refuse(reader, &until, "a date not before vanaf expected");
    }
}

/* The KCC asks for no feedback, whatever the channel: a rule that names it would do nothing. */
static void check_feedback(struct spoor_definition_reader *reader, const struct spoor_spot *top)
{
    struct spoor_spot feedback = spoor_spot_member(top, "feedback"), divisies = {0};
    size_t index = 0;
    if (feedback.json)
        divisies = spoor_spot_member(&feedback, "divisies");
    for (const struct spoor_json *json = divisies.json ? divisies.json->first : NULL; json; json = json->next) {
        struct spoor_spot divisie = {.parent = &divisies, .index = index++, .json = json};
        if (spoor_slice_equal(json->text, SPOOR_SLICE("kcc")))
            spoor_definition_refuse(reader, &divisie, "the KCC takes no part in feedback; leave it out");
    }
}

void spoor_definition_check_members(struct spoor_definition_reader *reader, const struct spoor_spot *top)
{
    check_object(reader, top, DEFINITIE);
    if (reader->status == SPOOR_OK)
        check_ends(reader, top);
    if (reader->status == SPOOR_OK)
        check_norms(reader, top);
    if (reader->status == SPOOR_OK)
        check_feedback(reader, top);
}
