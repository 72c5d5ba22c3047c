#include "config_internal.h"

#include <spoor/base/arena.h>

#include <assert.h>
#include <stdlib.h>

const struct spoor_setting_rule spoor_setting_rules[SPOOR_SETTING_COUNT] = {
#define SPOOR_SETTING(id, key, type, default_text, secret, allowed, help)                                              \
    {key, SPOOR_SETTING_TYPE_##type, #type, default_text, secret, allowed, help},
#include <spoor/config/settings.def>
#undef SPOOR_SETTING
};

static void assign_defaults(struct spoor_settings *settings, struct spoor_faults *faults)
{
    for (int i = 0; i < SPOOR_SETTING_COUNT; i++) {
        struct spoor_error err;
        if (spoor_setting_assign(settings, (enum spoor_setting)i, spoor_slice_of(spoor_setting_rules[i].default_text),
                                 "default", &err) != SPOOR_OK)
            spoor_faults_add(faults, err.message);
    }
}

enum spoor_status spoor_settings_load(const struct spoor_settings_sources *sources,
                                      struct spoor_settings **out_settings, struct spoor_faults *faults)
{
    struct spoor_settings *settings = spoor_allocate(sizeof(*settings));
    size_t before = faults->count;
    assign_defaults(settings, faults);
    if (sources->file)
        spoor_settings_read_file(settings, sources->file, faults);
    if (sources->environment)
        spoor_settings_read_environment(settings, sources->environment, faults);
    spoor_settings_read_flags(settings, sources->flags, sources->flag_count, faults);
    *out_settings = settings;
    return faults->count == before ? SPOOR_OK : SPOOR_HALT;
}

void spoor_settings_free(struct spoor_settings *settings)
{
    if (!settings)
        return;
    for (int i = 0; i < SPOOR_SETTING_COUNT; i++)
        spoor_setting_value_fini(&settings->values[i]);
    free(settings);
}

const char *spoor_settings_text(const struct spoor_settings *settings, enum spoor_setting setting)
{
    return settings->values[setting].text;
}

int64_t spoor_settings_int(const struct spoor_settings *settings, enum spoor_setting setting)
{
    assert(spoor_setting_rules[setting].type == SPOOR_SETTING_TYPE_int ||
           spoor_setting_rules[setting].type == SPOOR_SETTING_TYPE_duration_ms);
    return settings->values[setting].number;
}

bool spoor_settings_bool(const struct spoor_settings *settings, enum spoor_setting setting)
{
    assert(spoor_setting_rules[setting].type == SPOOR_SETTING_TYPE_bool);
    return settings->values[setting].number != 0;
}

const char *const *spoor_settings_list(const struct spoor_settings *settings, enum spoor_setting setting,
                                       size_t *out_count)
{
    assert(spoor_setting_rules[setting].type == SPOOR_SETTING_TYPE_list);
    *out_count = settings->values[setting].item_count;
    return (const char *const *)settings->values[setting].items;
}

const char *spoor_settings_origin(const struct spoor_settings *settings, enum spoor_setting setting)
{
    return settings->values[setting].origin;
}

const char *spoor_setting_key(enum spoor_setting setting)
{
    return spoor_setting_rules[setting].key;
}
