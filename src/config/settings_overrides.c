/* The two sources above the file: the environment and flags. */
#include "config_internal.h"

#include <stdio.h>

enum { NEAR_EDITS_MAX = 2, PLACE_MAX = 200 };

static enum spoor_setting find_by_environment_name(struct spoor_slice name)
{
    for (int i = 0; i < SPOOR_SETTING_COUNT; i++) {
        char candidate[SPOOR_SETTING_NAME_MAX];
        spoor_setting_environment_name((enum spoor_setting)i, candidate);
        if (spoor_slice_equal(spoor_slice_of(candidate), name))
            return (enum spoor_setting)i;
    }
    return SPOOR_SETTING_COUNT;
}

static bool holds(struct spoor_slice name, const char *part)
{
    return memmem(name.data, name.length, part, strlen(part)) != NULL;
}

static bool ends_in(struct spoor_slice name, const char *part)
{
    size_t length = strlen(part);
    return name.length >= length && memcmp(name.data + name.length - length, part, length) == 0;
}

/* Kubernetes tells every pod about a service of the name spoor, or spoor-http, in variables of these forms. */
static bool is_of_kubernetes(struct spoor_slice name)
{
    return holds(name, "_SERVICE_HOST") || holds(name, "_SERVICE_PORT") || holds(name, "_PORT_") ||
           ends_in(name, "_PORT");
}

/* SPOOR_KAFKA_… belongs to a group of settings, SPOOR_TEST_… to none. */
static bool is_in_a_group(struct spoor_slice name)
{
    for (int i = 0; i < SPOOR_SETTING_COUNT; i++) {
        char candidate[SPOOR_SETTING_NAME_MAX];
        const char *dot = strchr(spoor_setting_rules[i].key, '.');
        if (!dot)
            continue;
        spoor_setting_environment_name((enum spoor_setting)i, candidate);
        size_t length = strlen("SPOOR_") + (size_t)(dot - spoor_setting_rules[i].key) + 1;
        if (name.length >= length && memcmp(name.data, candidate, length) == 0)
            return true;
    }
    return false;
}

static enum spoor_status check_unknown(struct spoor_slice name, struct spoor_error *err)
{
    char nearest[SPOOR_SETTING_NAME_MAX];
    size_t edits;
    if (is_of_kubernetes(name))
        return SPOOR_OK;
    spoor_setting_environment_name(spoor_setting_nearest(name, true, &edits), nearest);
    if (edits > NEAR_EDITS_MAX && !is_in_a_group(name))
        return SPOOR_OK;
    return spoor_error_set(err, SPOOR_HALT, "", "environment: unknown setting %.*s; the nearest is %s",
                           SPOOR_SLICE_ARG(name), nearest);
}

static enum spoor_status read_variable(struct spoor_settings *settings, const char *variable, struct spoor_error *err)
{
    struct spoor_slice name = {variable, strcspn(variable, "=")};
    if (!variable[name.length])
        return SPOOR_OK;
    enum spoor_setting setting = find_by_environment_name(name);
    if (setting == SPOOR_SETTING_COUNT)
        return check_unknown(name, err);
    char origin[SPOOR_SETTING_NAME_MAX];
    spoor_setting_environment_name(setting, origin);
    return spoor_setting_assign(settings, setting, spoor_slice_of(variable + name.length + 1), origin, err);
}

void spoor_settings_read_environment(struct spoor_settings *settings, char *const *environment,
                                     struct spoor_faults *faults)
{
    for (; *environment; environment++) {
        struct spoor_error err;
        if (strncmp(*environment, "SPOOR_", strlen("SPOOR_")) == 0 &&
            read_variable(settings, *environment, &err) != SPOOR_OK)
            spoor_faults_add(faults, err.message);
    }
}

static enum spoor_status read_flag(struct spoor_settings *settings, const char *flag, struct spoor_error *err)
{
    struct spoor_slice key, value;
    char origin[PLACE_MAX];
    if (!spoor_setting_split(spoor_slice_of(flag), &key, &value))
        return spoor_error_set(err, SPOOR_HALT, "", "--set: write key=value");
    snprintf(origin, sizeof(origin), "--set %.*s", SPOOR_SLICE_ARG(key));
    enum spoor_setting setting = spoor_setting_find(key);
    if (setting == SPOOR_SETTING_COUNT)
        return spoor_setting_unknown(key, "--set", err);
    return spoor_setting_assign(settings, setting, value, origin, err);
}

void spoor_settings_read_flags(struct spoor_settings *settings, const char *const *flags, size_t flag_count,
                               struct spoor_faults *faults)
{
    for (size_t i = 0; i < flag_count; i++) {
        struct spoor_error err;
        if (read_flag(settings, flags[i], &err) != SPOOR_OK)
            spoor_faults_add(faults, err.message);
    }
}
