/* Settings for readers: what is in force, as text or JSON, and the table as documentation. */
#include "config_internal.h"

#include <inttypes.h>

static const char *shown_text(const struct spoor_settings *settings, int setting)
{
    const char *text = settings->values[setting].text;
    return spoor_setting_rules[setting].secret && *text ? SPOOR_SETTING_MASK : text;
}

static void print_text(const struct spoor_settings *settings, struct spoor_buffer *out)
{
    const char *origin = "";
    for (int i = 0; i < SPOOR_SETTING_COUNT; i++) {
        if (strcmp(origin, settings->values[i].origin) != 0) {
            origin = settings->values[i].origin;
            spoor_buffer_printf(out, "# %s\n", origin);
        }
        spoor_buffer_printf(out, "%s = %s\n", spoor_setting_rules[i].key, shown_text(settings, i));
    }
}

static void print_string(struct spoor_buffer *out, const char *text)
{
    spoor_buffer_append_char(out, '"');
    for (; *text; text++) {
        if ((unsigned char)*text < 0x20) {
            spoor_buffer_printf(out, "\\u%04x", (unsigned)*text);
            continue;
        }
        if (*text == '"' || *text == '\\')
            spoor_buffer_append_char(out, '\\');
        spoor_buffer_append_char(out, *text);
    }
    spoor_buffer_append_char(out, '"');
}

static void print_list(struct spoor_buffer *out, const struct spoor_setting_value *value)
{
    spoor_buffer_append_char(out, '[');
    for (size_t i = 0; i < value->item_count; i++) {
        spoor_buffer_append_text(out, i ? "," : "");
        print_string(out, value->items[i]);
    }
    spoor_buffer_append_char(out, ']');
}

static void print_value(const struct spoor_settings *settings, int setting, struct spoor_buffer *out)
{
    const struct spoor_setting_value *value = &settings->values[setting];
    switch (spoor_setting_rules[setting].type) {
    case SPOOR_SETTING_TYPE_int:
    case SPOOR_SETTING_TYPE_duration_ms:
        spoor_buffer_append_int(out, value->number);
        return;
    case SPOOR_SETTING_TYPE_bool:
        spoor_buffer_append_text(out, value->number ? "true" : "false");
        return;
    case SPOOR_SETTING_TYPE_list:
        print_list(out, value);
        return;
    case SPOOR_SETTING_TYPE_text:
    case SPOOR_SETTING_TYPE_path:
        print_string(out, shown_text(settings, setting));
        return;
    }
}

static void print_json(const struct spoor_settings *settings, struct spoor_buffer *out)
{
    for (int i = 0; i < SPOOR_SETTING_COUNT; i++) {
        spoor_buffer_append_text(out, i ? ",\n  " : "{\n  ");
        print_string(out, spoor_setting_rules[i].key);
        spoor_buffer_append_text(out, ": {\"value\": ");
        print_value(settings, i, out);
        spoor_buffer_append_text(out, ", \"origin\": ");
        print_string(out, settings->values[i].origin);
        spoor_buffer_append_char(out, '}');
    }
    spoor_buffer_append_text(out, "\n}\n");
}

void spoor_settings_print(const struct spoor_settings *settings, enum spoor_settings_form form,
                          struct spoor_buffer *out)
{
    switch (form) {
    case SPOOR_SETTINGS_TEXT:
        print_text(settings, out);
        return;
    case SPOOR_SETTINGS_JSON:
        print_json(settings, out);
        return;
    }
}

/* A '|' would end the cell, '<' begin a tag. */
static void print_cell(struct spoor_buffer *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '|' || *text == '<')
            spoor_buffer_append_char(out, '\\');
        spoor_buffer_append_char(out, *text);
    }
}

static void print_row(struct spoor_buffer *out, int setting)
{
    const struct spoor_setting_rule *rule = &spoor_setting_rules[setting];
    char environment_name[SPOOR_SETTING_NAME_MAX];
    spoor_setting_environment_name((enum spoor_setting)setting, environment_name);
    spoor_buffer_printf(out, "| `%s` | `%s` | %s", rule->key, environment_name, rule->type_name);
    if (*rule->allowed) {
        spoor_buffer_append_text(out, ": ");
        print_cell(out, rule->allowed);
    }
    spoor_buffer_append_text(out, rule->secret ? ", secret | " : " | ");
    if (*rule->default_text)
        spoor_buffer_printf(out, "`%s`", rule->default_text);
    spoor_buffer_append_text(out, " | ");
    print_cell(out, rule->help);
    spoor_buffer_append_text(out, " |\n");
}

void spoor_settings_markdown(struct spoor_buffer *out)
{
    spoor_buffer_append_text(
        out, "# Configuration\n\n"
             "Generated from include/spoor/config/settings.def; do not edit.\n\n"
             "A setting comes from the file given by `--config` (`key = value` per line, # begins a comment line), is\n"
             "overruled by the environment and that by `--set key=value`. `spoor config print` shows what is in force\n"
             "and where it comes from, `spoor config check` what is wrong. A duration is in milliseconds, or has a\n"
             "unit: ms, s, m or h. A list is separated by commas.\n\n"
             "| Setting | In the environment | Type | Default | Meaning |\n"
             "|---|---|---|---|---|\n");
    for (int i = 0; i < SPOOR_SETTING_COUNT; i++)
        print_row(out, i);
}
