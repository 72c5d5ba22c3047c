/* What the settings files share: a row of the table, a value, and the way a source sets one. Threads: one at load. */
#ifndef SPOOR_CONFIG_INTERNAL_H
#define SPOOR_CONFIG_INTERNAL_H

#include <spoor/config/settings.h>

#include <spoor/base/slice.h>

enum spoor_setting_type {
    SPOOR_SETTING_TYPE_text,
    SPOOR_SETTING_TYPE_int,
    SPOOR_SETTING_TYPE_bool,
    SPOOR_SETTING_TYPE_path,
    SPOOR_SETTING_TYPE_list,
    SPOOR_SETTING_TYPE_duration_ms,
};

struct spoor_setting_rule {
    const char *key;
    enum spoor_setting_type type;
    const char *type_name;
    const char *default_text;
    bool secret;
    const char *allowed;
    const char *help;
};
extern const struct spoor_setting_rule spoor_setting_rules[SPOOR_SETTING_COUNT];

struct spoor_setting_value {
    char *text;
    char *origin;
    int64_t number; /* int, duration_ms, bool */
    char **items;   /* list: pointers into item_text */
    char *item_text;
    size_t item_count;
};

struct spoor_settings {
    struct spoor_setting_value values[SPOOR_SETTING_COUNT];
};

#define SPOOR_SETTING_NAME_MAX 80
#define SPOOR_SETTING_MASK "********"

/* The name of a setting in the environment: SPOOR_KAFKA_BOOTSTRAP. */
void spoor_setting_environment_name(enum spoor_setting setting, char out[SPOOR_SETTING_NAME_MAX]);

/* Checks text and makes it the value; origin is copied. SPOOR_HALT names origin, key and remedy. */
enum spoor_status spoor_setting_assign(struct spoor_settings *settings, enum spoor_setting setting,
                                       struct spoor_slice text, const char *origin, struct spoor_error *err);
void spoor_setting_value_fini(struct spoor_setting_value *value);

/* SPOOR_SETTING_COUNT when there is none of that name. */
enum spoor_setting spoor_setting_find(struct spoor_slice key);
/* The setting whose key, or name in the environment, is nearest to `name`, and how many edits away it is. */
enum spoor_setting spoor_setting_nearest(struct spoor_slice name, bool in_environment, size_t *out_edits);
/* Sets err for an unknown key; suggests the nearest. */
enum spoor_status spoor_setting_unknown(struct spoor_slice key, const char *origin, struct spoor_error *err);

/* Each reads its source to the end: what is right becomes the value, every fault is added. */
void spoor_settings_read_file(struct spoor_settings *settings, const char *path, struct spoor_faults *faults);
void spoor_settings_read_environment(struct spoor_settings *settings, char *const *environment,
                                     struct spoor_faults *faults);
void spoor_settings_read_flags(struct spoor_settings *settings, const char *const *flags, size_t flag_count,
                               struct spoor_faults *faults);

/* Splits "key = value" at its first '=' and trims both. False without '='. */
bool spoor_setting_split(struct spoor_slice line, struct spoor_slice *out_key, struct spoor_slice *out_value);
struct spoor_slice spoor_setting_trim(struct spoor_slice text);

#endif
