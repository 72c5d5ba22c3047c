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

static enum spoor_status assign_defaults(struct spoor_settings *settings, struct spoor_error *err)
{
    enum spoor_status status = SPOOR_OK;
    for (int i = 0; i < SPOOR_SETTING_COUNT && status == SPOOR_OK; i++)
        status = spoor_setting_assign(settings, (enum spoor_setting)i,
                                      spoor_slice_of(spoor_setting_rules[i].default_text), "default", err);
    return status;
}

enum spoor_status spoor_settings_load(const struct spoor_settings_sources *sources,
                                      struct spoor_settings **out_settings, struct spoor_error *err)
{
    struct spoor_settings *settings = spoor_allocate(sizeof(*settings));
    enum spoor_status status = assign_defaults(settings, err);
    if (status == SPOOR_OK && sources->file)
        status = spoor_settings_read_file(settings, sources->file, err);
    if (status == SPOOR_OK && sources->environment)
        status = spoor_settings_read_environment(settings, sources->environment, err);
    if (status == SPOOR_OK)
        status = spoor_settings_read_flags(settings, sources->flags, sources->flag_count, err);
    if (status != SPOOR_OK) {
        spoor_settings_free(settings);
        return status;
    }
    *out_settings = settings;
    return SPOOR_OK;
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
