/* Settings: one table (settings.def), read from a file, then the environment, then flags; the last one wins.
 *
 * File: one `key = value` per line, # begins a comment line, a key stands once. Environment: SPOOR_<KEY>, upper case,
 * dots as underscores (SPOOR_KAFKA_BOOTSTRAP). Flags: "key=value".
 * Surprising: an unknown SPOOR_ name in the environment is an error only when it looks like a setting (close to one, or
 * in the group of one); SPOOR_PORT_… and SPOOR_…_SERVICE_HOST, which Kubernetes puts there itself, never are.
 * Threads: read-only after load. Memory: new/free; texts and lists are borrowed until spoor_settings_free. */
#ifndef SPOOR_CONFIG_SETTINGS_H
#define SPOOR_CONFIG_SETTINGS_H

#include <spoor/base/buffer.h>
#include <spoor/base/faults.h>
#include <spoor/base/status.h>

#include <stdbool.h>
#include <stdint.h>

enum spoor_setting {
#define SPOOR_SETTING(id, key, type, default_text, secret, allowed, help) SPOOR_SETTING_##id,
#include <spoor/config/settings.def>
#undef SPOOR_SETTING
    SPOOR_SETTING_COUNT
};

enum spoor_settings_form { SPOOR_SETTINGS_TEXT, SPOOR_SETTINGS_JSON };

struct spoor_settings;

struct spoor_settings_sources {
    const char *file;          /* NULL = none */
    char *const *environment;  /* `environ`, NULL = none: this library does not read it by itself */
    const char *const *flags;  /* "key=value" */
    size_t flag_count;
};

/* SPOOR_HALT when a source holds an unknown key or a value of the wrong kind: every fault of every source is added, with
 * its place and the remedy. *out_settings is made all the same, of what is right, so that a check can go on with it. */
enum spoor_status spoor_settings_load(const struct spoor_settings_sources *sources,
                                      struct spoor_settings **out_settings, struct spoor_faults *faults);
void spoor_settings_free(struct spoor_settings *settings);

/* Text as it was written, never NULL. For text and path; works for every type. */
const char *spoor_settings_text(const struct spoor_settings *settings, enum spoor_setting setting);
/* For int and duration_ms. */
int64_t spoor_settings_int(const struct spoor_settings *settings, enum spoor_setting setting);
bool spoor_settings_bool(const struct spoor_settings *settings, enum spoor_setting setting);
/* The items of a list and their number. */
const char *const *spoor_settings_list(const struct spoor_settings *settings, enum spoor_setting setting,
                                       size_t *out_count);
/* Where the value comes from: "default", "spoor.conf:12", "SPOOR_WORKERS" or "--set workers". */
const char *spoor_settings_origin(const struct spoor_settings *settings, enum spoor_setting setting);
const char *spoor_setting_key(enum spoor_setting setting);

/* Everything in force with its origin; secrets are masked. The text form can serve as a file again. */
void spoor_settings_print(const struct spoor_settings *settings, enum spoor_settings_form form,
                          struct spoor_buffer *out);
/* docs/generated/configuration.md. */
void spoor_settings_markdown(struct spoor_buffer *out);

#endif
