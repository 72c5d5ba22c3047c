/* Names of settings: look-up, the form in the environment, and the nearest one to a name that does not exist. */
#include "config_internal.h"

#include <spoor/base/nearest.h>

#include <stdio.h>

void spoor_setting_environment_name(enum spoor_setting setting, char out[SPOOR_SETTING_NAME_MAX])
{
    snprintf(out, SPOOR_SETTING_NAME_MAX, "SPOOR_%s", spoor_setting_rules[setting].key);
    for (char *at = out; *at; at++) {
        if (*at == '.')
            *at = '_';
        else if (*at >= 'a' && *at <= 'z')
            *at = (char)(*at - 'a' + 'A');
    }
}

enum spoor_setting spoor_setting_find(struct spoor_slice key)
{
    int i = 0;
    while (i < SPOOR_SETTING_COUNT && !spoor_slice_equal(spoor_slice_of(spoor_setting_rules[i].key), key))
        i++;
    return (enum spoor_setting)i;
}

enum spoor_setting spoor_setting_nearest(struct spoor_slice name, bool in_environment, size_t *out_edits)
{
    int nearest = 0;
    *out_edits = SIZE_MAX;
    for (int i = 0; i < SPOOR_SETTING_COUNT; i++) {
        char candidate[SPOOR_SETTING_NAME_MAX];
        if (in_environment)
            spoor_setting_environment_name((enum spoor_setting)i, candidate);
        else
            snprintf(candidate, sizeof(candidate), "%s", spoor_setting_rules[i].key);
        size_t edits = spoor_edits_between(name, spoor_slice_of(candidate));
        if (edits < *out_edits) {
            *out_edits = edits;
            nearest = i;
        }
    }
    return (enum spoor_setting)nearest;
}

enum spoor_status spoor_setting_unknown(struct spoor_slice key, const char *origin, struct spoor_error *err)
{
    size_t edits;
    enum spoor_setting nearest = spoor_setting_nearest(key, false, &edits);
    return spoor_error_set(err, SPOOR_HALT, "",
                           "%s: unknown setting \"%.*s\"; the nearest is \"%s\" (`spoor config print` shows all)",
                           origin, SPOOR_SLICE_ARG(key), spoor_setting_rules[nearest].key);
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct spoor_slice spoor_setting_trim(struct spoor_slice text)
{
    while (text.length && is_space(text.data[text.length - 1]))
        text.length--;
    while (text.length && is_space(text.data[0])) {
        text.data++;
        text.length--;
    }
    return text;
}

bool spoor_setting_split(struct spoor_slice line, struct spoor_slice *out_key, struct spoor_slice *out_value)
{
    const char *equals = line.length ? memchr(line.data, '=', line.length) : NULL;
    if (!equals)
        return false;
    size_t key_length = (size_t)(equals - line.data);
    *out_key = spoor_setting_trim((struct spoor_slice){line.data, key_length});
    *out_value = spoor_setting_trim((struct spoor_slice){equals + 1, line.length - key_length - 1});
    return true;
}
